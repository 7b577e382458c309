using Illow.AspNetCore.Tests.Docs;
using Illow.AspNetCore.Tests.Hosting;
using Microsoft.Extensions.Configuration;

namespace Illow.AspNetCore.Docs.Tests;

/// <summary>Deliveries through the YARP proxy that the page shows, to the README's first program.</summary>
public sealed class YarpTests : IAsyncLifetime
{
    private RunningSnippet _receiver = null!;
    private RunningSnippet _proxy = null!;

    public static TheoryData<string> Metadata => ProxiedDeliveries.Metadata;

    public async ValueTask InitializeAsync()
    {
        _receiver = await RunningSnippet.StartAsync(PageProgram.Of("README.md"));
        var shown = Assert.Single(Markdown.Load("docs/how-to/reverse-proxies.md").Blocks, block => block.Language == "json").Code;
        Assert.Contains("http://127.0.0.1:5080/", shown, StringComparison.Ordinal);
        using var settings = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(shown.Replace("http://127.0.0.1:5080/", _receiver.Address.ToString(), StringComparison.Ordinal)));
        var values = new ConfigurationBuilder().AddJsonStream(settings).Build().AsEnumerable().Where(pair => pair.Value is not null);
        _proxy = await RunningSnippet.StartAsync(PageProgram.Of("docs/how-to/reverse-proxies.md"), [.. values.SelectMany(pair => new[] { "--" + pair.Key, pair.Value! })]);
    }

    [Theory]
    [MemberData(nameof(Metadata))]
    public async Task Delivery_WithLengthOrInChunks_Verifies(string metadata)
    {
        await ProxiedDeliveries.AssertHandledAsync(_proxy.Address, Delivery.Of(metadata, Guid.NewGuid().ToString()), chunked: false);
        await ProxiedDeliveries.AssertHandledAsync(_proxy.Address, Delivery.Of(metadata, Guid.NewGuid().ToString()), chunked: true);
    }

    [Fact]
    public async Task Delivery_Altered_IsRefusedByTheReceiver()
    {
        var genuine = Delivery.Fresh();
        await ProxiedDeliveries.AssertRefusedAsync(_proxy.Address, new Delivery([.. genuine.Body, (byte)'\n']) { Signatures = [genuine.Signature] });
    }

    public async ValueTask DisposeAsync()
    {
        await _proxy.DisposeAsync();
        await _receiver.DisposeAsync();
    }
}
