using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Illow.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Illow.Webhooks.Tool.Tests;

/// <summary>An application of the package on real Kestrel that takes deliveries signed with <see cref="Keys.A"/>.</summary>
internal sealed class Endpoint : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Endpoint(WebApplication app) => _app = app;

    internal ConcurrentQueue<IllowEnvelope> Taken { get; } = new();

    internal string Root => _app.Urls.First();

    internal string Url => Root + "/webhooks/illow";

    internal static Task<Endpoint> StartAsync(Dictionary<string, string?>? settings = null)
    {
        Endpoint? endpoint = null;
        var builder = NewBuilder();
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>(settings ?? []) { ["Illow:PublicKey"] = Keys.A.PublicKeyPem });
        builder.Services.AddIllowWebhooks();
        var app = builder.Build();
        app.UseIllowWebhooks();
        app.MapIllowWebhook("dsr.created", (IllowEnvelope<DsrCreated> e) => { endpoint!.Taken.Enqueue(e); return Results.Ok(); });
        app.MapIllowWebhook("fails", IResult (IllowEnvelope e) => Results.StatusCode(500));
        return StartAsync(app, created => endpoint = created);
    }

    /// <summary>Something else that answers.</summary>
    internal static Task<Endpoint> StartOtherAsync(RequestDelegate answer, X509Certificate2? certificate = null)
    {
        var app = NewBuilder(certificate).Build();
        app.Run(answer);
        return StartAsync(app, _ => { });
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static WebApplicationBuilder NewBuilder(X509Certificate2? certificate = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { EnvironmentName = "Development" });
        builder.Services.AddRoutingCore();
        var host = builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        host.ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0, listen =>
        {
            if (certificate is not null)
            {
                listen.UseHttps(certificate);
            }
        }));
        return builder;
    }

    private static async Task<Endpoint> StartAsync(WebApplication app, Action<Endpoint> created)
    {
        var endpoint = new Endpoint(app);
        created(endpoint);
        await app.StartAsync();
        return endpoint;
    }
}
