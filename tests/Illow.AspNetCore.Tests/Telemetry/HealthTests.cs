using System.Text.Json;
using Illow.AspNetCore.Diagnostics;
using Illow.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Time.Testing;

namespace Illow.AspNetCore.Tests.Telemetry;

/// <summary>The health check: which keys are in force, whether the host verifies, and when each registration last delivered.</summary>
public sealed class HealthTests
{
    private static readonly DateTimeOffset Now = new(2030, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public async Task Data_AtStart_NamesKeysAndNoDelivery()
    {
        await using var app = await StartAsync();
        var entry = await CheckAsync(app);
        Assert.Equal(HealthStatus.Healthy, entry.Status);
        Assert.Equal("passed", entry.Data["selfTest"]);
        Assert.Equal("never", entry.Data["webhooks:created:lastVerified"]);
        Assert.Equal("never", entry.Data["webhooks:updated:lastVerified"]);
        Assert.Equal(Fingerprint(TestKeys.A), entry.Data["webhooks:created:keys"]);
        Assert.Equal($"{Fingerprint(TestKeys.B)}, {Fingerprint(TestKeys.C)}", entry.Data["webhooks:updated:keys"]);
    }

    [Fact]
    public async Task Data_AfterAVerifiedDelivery_HoldsItsTimeForItsRegistrationAlone()
    {
        await using var app = await StartAsync();
        using var refused = await app.SendAsync(Delivery.Fresh() with { Key = TestKeys.B });
        Assert.Equal("never", (await CheckAsync(app)).Data["webhooks:created:lastVerified"]);

        using var handled = await app.SendAsync(Delivery.Fresh());
        Assert.True(handled.IsSuccessStatusCode);
        var entry = await CheckAsync(app);
        Assert.Equal(
            Now,
            DateTimeOffset.Parse((string)entry.Data["webhooks:created:lastVerified"], System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal("never", entry.Data["webhooks:updated:lastVerified"]);
    }

    [Fact]
    public async Task Check_WithNameStatusAndTags_IsRegisteredSo()
    {
        await using var app = await StartAsync(services =>
            services.AddHealthChecks().AddIllowWebhooks("second", HealthStatus.Degraded, ["ready"]));
        SettingsReload(app, "nonsense");
        var report = await app
            .Services.GetRequiredService<HealthCheckService>()
            .CheckHealthAsync(registration => registration.Tags.Contains("ready"));
        Assert.Equal((HealthStatus.Degraded, "second"), (report.Entries.Single().Value.Status, report.Entries.Single().Key));
        Assert.Equal(HealthStatus.Unhealthy, (await CheckAsync(app)).Status);
    }

    [Fact]
    public async Task Endpoint_OfHealth_AnswersTheStatus()
    {
        await using var app = await StartAsync();
        Assert.Equal("Healthy", await app.Client.GetStringAsync("/health"));
        SettingsReload(app, "nonsense");
        using var answer = await app.Client.GetAsync("/health");
        Assert.Equal(503, (int)answer.StatusCode);
    }

    [Fact]
    public async Task MapIllowHealth_AsTheDocsDo_ShowsFingerprintsAndLastDeliveries()
    {
        await using var app = await StartAsync();
        using var handled = await app.SendAsync(Delivery.Fresh());
        using var answer = await app.Client.GetAsync("/health/illow");
        var text = await answer.Content.ReadAsStringAsync();
        Assert.Equal((200, "application/json"), ((int)answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
        Assert.Contains(Fingerprint(TestKeys.A), text, StringComparison.Ordinal);

        using var json = JsonDocument.Parse(text);
        var root = json.RootElement;
        Assert.Equal("Healthy", root.GetProperty("status").GetString());
        Assert.Equal("passed", root.GetProperty("selfTest").GetString());
        var created = root.GetProperty("webhooks").GetProperty("created");
        Assert.Equal([Fingerprint(TestKeys.A)], created.GetProperty("keys").EnumerateArray().Select(key => key.GetString()!));
        Assert.Equal(Now, created.GetProperty("lastVerified").GetDateTimeOffset());
        var updated = root.GetProperty("webhooks").GetProperty("updated");
        Assert.Equal(
            [Fingerprint(TestKeys.B), Fingerprint(TestKeys.C)],
            updated.GetProperty("keys").EnumerateArray().Select(key => key.GetString()!));
        Assert.Equal(JsonValueKind.Null, updated.GetProperty("lastVerified").ValueKind);
    }

    [Fact]
    public async Task MapIllowHealth_AfterABadReload_Is503WithTheReason()
    {
        await using var app = await StartAsync();
        SettingsReload(app, "nonsense");
        using var answer = await app.Client.GetAsync("/health/illow");
        Assert.Equal(503, (int)answer.StatusCode);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.Contains("Illow:Webhooks:created:PublicKey", text, StringComparison.Ordinal);
        Assert.Contains(Fingerprint(TestKeys.A), text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MapIllowHealth_WithoutAddIllowWebhooks_NamesTheCall()
    {
        await using var app = WebhookApp.Build(new AppPlan { AddWebhooks = false, UseWebhooks = false });
        Assert.Contains(
            "AddIllowWebhooks()",
            Assert.Throws<InvalidOperationException>(() => app.MapIllowHealth()).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task LastVerified_OfNamesThatOnlyAProviderKnows_IsNotKept()
    {
        await using var app = await StartAsync(services => services.AddSingleton<IIllowKeyProvider>(new AnyName()));
        for (var i = 0; i < 20; i++)
        {
            using var answer = await app.SendAsync(Delivery.Fresh(), $"/tenants/tenant-{i}");
            Assert.True(answer.IsSuccessStatusCode);
            Assert.Null(app.Services.GetRequiredService<WebhookTelemetry>().LastVerified($"tenant-{i}"));
        }

        using var configured = await app.SendAsync(Delivery.Fresh(), "/tenants/CREATED");
        Assert.Equal(Now, app.Services.GetRequiredService<WebhookTelemetry>().LastVerified("created"));
    }

    private sealed class AnyName : IIllowKeyProvider
    {
        public ValueTask<IReadOnlyCollection<string>?> GetPublicKeysAsync(string webhook, CancellationToken cancellationToken) =>
            new([TestKeys.A.ExportSubjectPublicKeyInfoPem()]);
    }

    private static void SettingsReload(WebhookApp app, string key)
    {
        app.Configuration["Illow:Webhooks:created:PublicKey"] = key;
        app.Configuration.Reload();
    }

    private static async Task<HealthReportEntry> CheckAsync(WebhookApp app) =>
        (await app.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries["illow-webhooks"];

    // As ssh-keygen -l writes it
    private static string Fingerprint(System.Security.Cryptography.RSA key) =>
        "SHA256:" + Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(key.ExportSubjectPublicKeyInfo())).TrimEnd('=');

    private static Task<WebhookApp> StartAsync(Action<IServiceCollection>? more = null)
    {
        var settings = KestrelReceiver.Settings;
        settings["Illow:Webhooks:updated:PublicKeys:0"] = TestKeys.C.ExportSubjectPublicKeyInfoPem();
        return WebhookApp.StartAsync(KestrelReceiver.Plan with
        {
            Kestrel = false,
            Settings = settings,
            Services = services =>
            {
                services.Replace(ServiceDescriptor.Singleton<TimeProvider>(new FakeTimeProvider(Now)));
                services.AddHealthChecks().AddIllowWebhooks();
                more?.Invoke(services);
            },
            Map = endpoints =>
            {
                KestrelReceiver.Plan.Map!(endpoints);
                endpoints.MapHealthChecks("/health");
                endpoints.MapIllowHealth();
                endpoints.MapIllowWebhook("dsr.created", (IllowEnvelope _) => Results.Ok(), "/tenants/{webhook}");
            },
        });
    }
}
