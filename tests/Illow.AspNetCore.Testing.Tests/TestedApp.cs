using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Illow.AspNetCore.Testing.Tests;

/// <summary>An application as a user writes it, with test keys put in.</summary>
internal sealed class TestedApp : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TestedApp(WebApplication app, HttpClient client)
    {
        _app = app;
        Client = client;
    }

    internal HttpClient Client { get; }

    internal IServiceProvider Services => _app.Services;

    internal static Task<TestedApp> StartAsync(
        IllowTestKey key,
        Action<IEndpointRouteBuilder> map,
        Dictionary<string, string?>? settings = null,
        bool kestrel = false) =>
        StartAsync(builder => builder.Services.UseIllowTestKey(key), map, settings, kestrel);

    internal static async Task<TestedApp> StartAsync(
        Action<WebApplicationBuilder> putKey,
        Action<IEndpointRouteBuilder> map,
        Dictionary<string, string?>? settings = null,
        bool kestrel = false)
    {
        var builder = NewBuilder(kestrel);
        builder.Configuration.AddInMemoryCollection(settings ?? []);
        putKey(builder);
        builder.Services.AddIllowWebhooks();
        var app = builder.Build();
        app.UseIllowWebhooks();
        map(app);
        return await StartAsync(app, kestrel);
    }

    /// <summary>An endpoint that is written without the package, to see whether the kit finds what is wrong with it.</summary>
    internal static Task<TestedApp> StartOtherAsync(RequestDelegate endpoint, bool kestrel = false)
    {
        var app = NewBuilder(kestrel).Build();
        app.MapPost("/webhooks/illow", endpoint);
        return StartAsync(app, kestrel);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }

    private static WebApplicationBuilder NewBuilder(bool kestrel)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        if (kestrel)
        {
            builder.WebHost.UseKestrelCore().ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0));
        }
        else
        {
            builder.WebHost.UseTestServer();
        }

        return builder;
    }

    private static async Task<TestedApp> StartAsync(WebApplication app, bool kestrel)
    {
        await app.StartAsync();
        return new TestedApp(app, kestrel ? new HttpClient { BaseAddress = new Uri(app.Urls.First()) } : app.GetTestClient());
    }
}
