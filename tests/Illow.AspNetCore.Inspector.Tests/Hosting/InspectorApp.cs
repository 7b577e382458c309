using System.Net;
using System.Text.Json;
using Illow.AspNetCore.Inspector.Recording;
using Illow.AspNetCore.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace Illow.AspNetCore.Inspector.Tests.Hosting;

/// <summary>
/// An application with webhooks and the inspector, on TestHost or on real Kestrel. Registration "created" brings dsr.created,
/// "updated" dsr.updated.
/// </summary>
internal sealed class InspectorApp : IAsyncDisposable
{
    private static readonly IllowTestKey Stranger = new();
    private readonly WebApplication _app;

    private InspectorApp(WebApplication app, HttpClient client)
    {
        _app = app;
        Client = client;
    }

    internal static IllowTestKey CreatedKey { get; } = new();

    internal static IllowTestKey UpdatedKey { get; } = new();

    internal HttpClient Client { get; }

    internal IServiceProvider Services => _app.Services;

    internal string Address => _app.Urls.First();

    internal DeliveryLog Log => Services.GetRequiredService<DeliveryLog>();

    internal IReadOnlyList<DeliveryRecord> Records => Log.Since(0).Records;

    internal IReadOnlyList<FakeLogRecord> OwnLogs =>
        [.. Services.GetRequiredService<FakeLogCollector>().GetSnapshot().Where(line => line.Category == Inspector.Log.Category)];

    internal static async Task<InspectorApp> StartAsync(InspectorPlan? plan = null)
    {
        plan ??= new();
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

        return new InspectorApp(app, plan.Kestrel ? new HttpClient { BaseAddress = new Uri(app.Urls.First()) } : app.GetTestClient());
    }

    internal static WebApplication Build(InspectorPlan plan)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions
        {
            EnvironmentName = plan.Environment,
            ApplicationName = "PrivacyDesk",
            ContentRootPath = plan.ContentRoot,
        });
        if (plan.Kestrel)
        {
            builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        }
        else
        {
            builder.WebHost.UseTestServer();
        }

        builder.Services.AddRoutingCore();
        builder.Logging.AddFakeLogging();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Illow:Webhooks:created:PublicKey"] = CreatedKey.PublicKeyPem,
            ["Illow:Webhooks:created:Events:0"] = "dsr.created",
            ["Illow:Webhooks:updated:PublicKey"] = UpdatedKey.PublicKeyPem,
            ["Illow:Webhooks:updated:Events:0"] = "dsr.updated",
        });
        builder.Configuration.AddInMemoryCollection(plan.Settings);
        builder.Services.AddSingleton<Handlings>();
        if (plan.AddWebhooks)
        {
            builder.Services.AddIllowWebhooks();
        }

        if (plan.AddInspector)
        {
            builder.Services.AddIllowInspector(plan.Options);
        }

        plan.Services?.Invoke(builder.Services);
        var app = builder.Build();
        plan.Before?.Invoke(app);
        app.UseIllowWebhooks();
        app.MapIllowWebhook("dsr.created", (IllowEnvelope e, Handlings handlings, HttpContext context) => handlings.RunAsync(e, context));
        app.MapIllowWebhook("dsr.updated", (IllowEnvelope e, Handlings handlings, HttpContext context) => handlings.RunAsync(e, context));
        plan.Map(app);
        return app;
    }

    internal static IllowDelivery Created(string? idempotencyKey = null, object? metadata = null) => IllowDelivery.Create(
        "dsr.created",
        metadata ?? IllowFixtures.DsrCreated(),
        new IllowDeliveryOptions { Key = CreatedKey, NameEvent = false, IdempotencyKey = idempotencyKey });

    internal static IllowDelivery Updated() => IllowDelivery.Create(
        "dsr.updated",
        new { id = "dsr-1", requestStatus = "in progress" },
        new IllowDeliveryOptions { Key = UpdatedKey, NameEvent = false });

    internal static IllowDelivery Forged() =>
        IllowDelivery.Create("dsr.created", IllowFixtures.DsrCreated(), new IllowDeliveryOptions { Key = Stranger, NameEvent = false });

    /// <summary>Sends a delivery and waits until it is in the log.</summary>
    internal async Task<DeliveryRecord> DeliverAsync(IllowDelivery delivery)
    {
        var before = Log.Since(0);
        using var answer = await Client.PostIllowDeliveryAsync(delivery);
        await Log.WaitAsync(before.Change).WaitAsync(TimeSpan.FromSeconds(10));
        return Log.Find(before.Last + 1)!;
    }

    internal Task<HttpResponseMessage> GetAsync(string path, string? host = null) =>
        SendAsync(HttpMethod.Get, path, request => request.Headers.Host = host);

    /// <summary>Asks as the inspector's own page does.</summary>
    internal Task<HttpResponseMessage> AskAsync(HttpMethod method, string path) =>
        SendAsync(method, path, request => request.Headers.Add("X-Illow-Inspector", "1"));

    internal async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, Action<HttpRequestMessage> change)
    {
        using var request = new HttpRequestMessage(method, path);
        change(request);
        return await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    internal static async Task<JsonElement> JsonOf(HttpResponseMessage response) =>
        JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}
