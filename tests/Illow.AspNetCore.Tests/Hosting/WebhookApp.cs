using System.Net;
using Illow.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace Illow.AspNetCore.Tests.Hosting;

/// <summary>An application as a user writes it, on TestHost or on real Kestrel.</summary>
internal sealed class WebhookApp : IAsyncDisposable
{
    private readonly WebApplication _app;

    private WebhookApp(WebApplication app, HttpClient client)
    {
        _app = app;
        Client = client;
    }

    internal HttpClient Client { get; }

    internal IServiceProvider Services => _app.Services;

    internal FakeLogCollector Logs => Services.GetRequiredService<FakeLogCollector>();

    /// <summary>The lines of the package itself, of every level.</summary>
    internal IReadOnlyList<FakeLogRecord> OwnLogs => [.. Logs.GetSnapshot().Where(record => record.Category == Log.Category)];

    internal IConfigurationRoot Configuration => (IConfigurationRoot)_app.Configuration;

    /// <summary>What handlers noted, in order.</summary>
    internal Notes Notes => Services.GetRequiredService<Notes>();

    internal Uri Address => new(Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    internal static Dictionary<string, string?> DefaultKey => new() { ["Illow:PublicKey"] = TestKeys.A.ExportSubjectPublicKeyInfoPem() };

    internal static async Task<WebhookApp> StartAsync(AppPlan plan)
    {
        var app = Build(plan);
        try
        {
            await app.StartAsync();
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }

        var client = plan.Kestrel
            ? new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(app.Urls.First()) }
            : app.GetTestClient();
        return new WebhookApp(app, client);
    }

    internal static WebApplication Build(AppPlan plan)
    {
        var builder = WebApplication.CreateEmptyBuilder(
            new WebApplicationOptions { EnvironmentName = plan.Environment, ContentRootPath = plan.ContentRoot });
        if (plan.Kestrel)
        {
            builder
                .WebHost.UseKestrelCore()
                .ConfigureKestrel(kestrel =>
                {
                    plan.Server?.Invoke(kestrel);
                    kestrel.Listen(IPAddress.Loopback, 0, endpoint =>
                        endpoint.Protocols = plan.Http2 ? HttpProtocols.Http2 : HttpProtocols.Http1);
                });
        }
        else
        {
            builder.WebHost.UseTestServer();
        }

        builder.Services.AddRoutingCore();
        builder.Configuration.AddInMemoryCollection(plan.Settings ?? DefaultKey);
        builder.Logging.AddFakeLogging();
        builder.Logging.SetMinimumLevel(LogLevel.Trace);
        builder.Services.AddSingleton<Notes>();
        if (plan.AddWebhooks)
        {
            builder.Services.AddIllowWebhooks();
        }

        if (plan.Controllers.Count > 0)
        {
            var configure = plan.Mvc ?? (_ => { });
            var mvc = plan.Views ? builder.Services.AddControllersWithViews(configure) : builder.Services.AddControllers(configure);
            mvc.OnlyControllers(plan.Controllers);
        }

        plan.Services?.Invoke(builder.Services);
        plan.Host?.Invoke(builder);
        var app = builder.Build();
        plan.Before?.Invoke(app);
        if (plan.UseWebhooks)
        {
            app.UseIllowWebhooks();
        }

        plan.After?.Invoke(app);
        if (plan.Controllers.Count > 0 && plan.MapControllers)
        {
            app.MapControllers();
        }

        plan.Map?.Invoke(app);
        return app;
    }

    /// <summary>What the package itself logged.</summary>
    internal IEnumerable<FakeLogRecord> OwnLines => Logs.GetSnapshot().Where(line => line.Category == "Illow.AspNetCore");

    /// <summary>The warnings and errors that the package itself logged.</summary>
    internal IReadOnlyList<string> Complaints => [.. OwnLines.Where(line => line.Level >= LogLevel.Warning).Select(line => line.Message)];

    /// <summary>What the audit at start warned of.</summary>
    internal IReadOnlyList<string> AuditWarnings => [.. OwnLines.Where(line => line.Id.Id == 4).Select(line => line.Message)];

    internal Task<HttpResponseMessage> SendAsync(Delivery delivery, string url = "/webhooks/illow") => Client.SendAsync(delivery.To(url));

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}
