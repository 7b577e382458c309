using System.Text;
using Illow.AspNetCore.Tests.Docs;
using Microsoft.Extensions.Configuration;

namespace Illow.AspNetCore.Docs.Tests;

/// <summary>Deliveries through the YARP proxy that the page shows, with the settings that it shows.</summary>
public sealed class YarpTests : ProxyTests
{
    private const string Page = "docs/how-to/reverse-proxies.md";
    private const string Destination = "http://127.0.0.1:5080/";

    private RunningSnippet? _proxy;

    protected override Uri Address => _proxy!.Address;

    protected override async Task StartProxyAsync(Uri receiver)
    {
        var shown = Assert.Single(Markdown.Load(Page).Blocks, block => block.Language == "json").Code;
        Assert.Contains(Destination, shown, StringComparison.Ordinal);
        var configured = shown.Replace(Destination, receiver.ToString(), StringComparison.Ordinal);
        using var json = new MemoryStream(Encoding.UTF8.GetBytes(configured));
        var settings = new ConfigurationBuilder().AddJsonStream(json).Build().AsEnumerable().Where(pair => pair.Value is not null);
        var arguments = settings.SelectMany(pair => new[] { "--" + pair.Key, pair.Value! });
        _proxy = await RunningSnippet.StartAsync(PageProgram.Of(Page), [.. arguments]);
    }

    protected override async Task StopProxyAsync()
    {
        if (_proxy is not null)
        {
            await _proxy.DisposeAsync();
        }
    }
}
