using System.Net;
using Illow.AspNetCore.Configuration;
using Illow.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Illow.AspNetCore.Tests.SettingsChecks;

/// <summary>
/// A change of the configuration counts from the next request on; one that cannot work leaves the last good settings in force.
/// </summary>
public sealed class ReloadTests
{
    private const int ReloadedId = 1, RefusedId = 2;
    private static readonly string KeyA = TestKeys.A.ExportSubjectPublicKeyInfoPem();
    private static readonly string KeyB = TestKeys.B.ExportSubjectPublicKeyInfoPem();

    [Fact]
    public async Task Key_Changed_CountsFromTheNextRequest()
    {
        await using var app = await StartAsync();
        await AssertStatusAsync(app, TestKeys.A, 200);
        await AssertStatusAsync(app, TestKeys.B, 401);
        Reload(app, ("Illow:PublicKey", KeyB));
        await AssertStatusAsync(app, TestKeys.A, 401);
        await AssertStatusAsync(app, TestKeys.B, 200);
        Assert.Single(app.OwnLogs, record => record.Id.Id == ReloadedId);
    }

    [Fact]
    public async Task Key_Rotated_IsAcceptedBesideTheOldOneUntilThatIsRevoked()
    {
        await using var app = await StartAsync();
        Reload(app, ("Illow:PublicKeys:0", KeyB));
        await AssertStatusAsync(app, TestKeys.A, 200);
        await AssertStatusAsync(app, TestKeys.B, 200);
        Reload(app, ("Illow:PublicKey", null));
        await AssertStatusAsync(app, TestKeys.A, 401);
        await AssertStatusAsync(app, TestKeys.B, 200);
    }

    [Fact]
    public async Task Key_OnAnOpenConnection_IsRevokedForTheNextRequest()
    {
        await using var app = await StartAsync(kestrel: true);
        using var connection = await RawHttp.ConnectAsync(app.Address);
        await connection.SendAsync(RawHttp.Request(Delivery.Fresh()));
        Assert.Equal(200, (await connection.ReadAsync())!.Status);
        Reload(app, ("Illow:PublicKey", KeyB));
        await connection.SendAsync(RawHttp.Request(Delivery.Fresh()));
        Assert.Equal(401, (await connection.ReadAsync())!.Status);
    }

    [Theory]
    [InlineData("Illow:PublicKey", "nonsense", "Illow:PublicKey ", null)]
    [InlineData("Illow:PublicKey", null, "Illow:PublicKey is missing", null)]
    [InlineData("Illow:MaxRequestBodySize", "nonsense", "Illow:MaxRequestBodySize ", "1000")]
    [InlineData("Illow:HashAlgorithm", "nonsense", "Illow:HashAlgorithm ", "sha-1")]
    [InlineData("Illow:UnhandledEvents", "nonsense", "Illow:UnhandledEvents ", "reject")]
    public async Task Settings_ThatCannotWork_LeaveTheLastGoodOnes(string setting, string? value, string said, string? mended)
    {
        await using var app = await StartAsync();
        Reload(app, (setting, value));
        await AssertStatusAsync(app, TestKeys.A, 200);
        var line = Assert.Single(app.OwnLogs, record => record.Level >= LogLevel.Error);
        Assert.Equal((RefusedId, LogLevel.Error), (line.Id.Id, line.Level));
        Assert.Contains(said, line.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("nonsense", line.Message, StringComparison.Ordinal);

        var health = await HealthAsync(app);
        Assert.Equal(HealthStatus.Unhealthy, health.Status);
        Assert.Contains(said, health.Description!, StringComparison.Ordinal);

        Reload(app, (setting, mended), ("Illow:PublicKey", KeyB));
        await AssertStatusAsync(app, TestKeys.A, 401);
        await AssertStatusAsync(app, TestKeys.B, 200);
        Assert.Equal(HealthStatus.Healthy, (await HealthAsync(app)).Status);
    }

    [Fact]
    public async Task Settings_WhoseCodeThrows_LeaveTheLastGoodOnes()
    {
        var throwing = false;
        await using var app = await StartAsync(services: services => services.Configure<IllowWebhooksOptions>(_ =>
        {
            if (throwing)
            {
                throw new TimeoutException("secret of a vault");
            }
        }));
        throwing = true;
        Reload(app);
        await AssertStatusAsync(app, TestKeys.A, 200);
        var line = Assert.Single(app.OwnLogs, record => record.Level >= LogLevel.Error);
        Assert.Contains("TimeoutException", line.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", line.Message, StringComparison.Ordinal);
        Assert.Equal(HealthStatus.Unhealthy, (await HealthAsync(app)).Status);
    }

    [Fact]
    public async Task Settings_OtherThanKeys_CountToo()
    {
        await using var app = await StartAsync();
        Reload(app, ("Illow:SignatureHeader", "x-signed"), ("Illow:CompanyId", "c-9"), ("Illow:MaxRequestBodySize", "300"));
        await AssertStatusAsync(app, TestKeys.A, 401);
        var delivery = Delivery.Fresh();
        using var request = delivery.To("/webhooks/illow");
        request.Headers.Add("x-signed", delivery.Signature);
        using var answer = await app.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task Registration_Added_ServesItsTenant()
    {
        await using var app = await StartAsync();
        await AssertStatusAsync(app, TestKeys.B, 404, "/tenants/new");
        Reload(app, ("Illow:Webhooks:new:PublicKey", KeyB));
        await AssertStatusAsync(app, TestKeys.B, 200, "/tenants/NEW");
        await AssertStatusAsync(app, TestKeys.A, 401, "/tenants/new");
    }

    [Fact]
    public async Task Monitor_OfARequestInFlight_KeepsItsSettings()
    {
        await using var app = await StartAsync();
        var monitor = app.Services.GetRequiredService<WebhookSettingsMonitor>();
        var before = monitor.Current;
        Reload(app, ("Illow:PublicKey", KeyB));
        Assert.NotSame(before, monitor.Current);
        Assert.NotEqual(before.Registrations[0].Keys[0].Fingerprint, monitor.Current.Registrations[0].Keys[0].Fingerprint);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public async Task ChangeTokenSource_OfTheApplication_CountsToo(string? name)
    {
        var (key, source) = (KeyA, new Source(name));
        await using var app = await StartAsync(services: services =>
        {
            services.AddSingleton<IOptionsChangeTokenSource<IllowWebhooksOptions>>(source);
            services.Configure<IllowWebhooksOptions>(options => options.PublicKey = key);
        });
        await AssertStatusAsync(app, TestKeys.B, 401);
        key = KeyB;
        source.Fire();
        await AssertStatusAsync(app, TestKeys.A, 401);
        await AssertStatusAsync(app, TestKeys.B, 200);
        key = KeyA;
        source.Fire();
        await AssertStatusAsync(app, TestKeys.A, 200);
    }

    [Fact]
    public async Task Options_OfTheApplication_AreThoseInForce()
    {
        await using var app = await StartAsync();
        var current = app.Services.GetRequiredService<WebhookSettingsMonitor>().Current;
        Assert.Same(current.Options, app.Services.GetRequiredService<IOptions<IllowWebhooksOptions>>().Value);
        Reload(app, ("Illow:PublicKey", "nonsense"));
        using var scope = app.Services.CreateScope();
        Assert.Equal(KeyA, scope.ServiceProvider.GetRequiredService<IOptionsSnapshot<IllowWebhooksOptions>>().Value.PublicKey);
        Assert.Null(scope.ServiceProvider.GetRequiredService<IOptionsMonitor<IllowWebhooksOptions>>().Get("other").PublicKey);
    }

    private sealed class Source(string? name) : IOptionsChangeTokenSource<IllowWebhooksOptions>
    {
        private ConfigurationReloadToken _token = new();

        public string? Name => name;

        public IChangeToken GetChangeToken() => _token;

        internal void Fire() => Interlocked.Exchange(ref _token, new ConfigurationReloadToken()).OnReload();
    }

    internal static void Reload(WebhookApp app, params (string Name, string? Value)[] changes)
    {
        foreach (var (name, value) in changes)
        {
            app.Configuration[name] = value;
        }

        app.Configuration.Reload();
    }

    private static async Task<HealthReportEntry> HealthAsync(WebhookApp app) =>
        Assert.Single((await app.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries).Value;

    private static async Task AssertStatusAsync(
        WebhookApp app,
        System.Security.Cryptography.RSA key,
        int status,
        string url = "/webhooks/illow")
    {
        using var answer = await app.SendAsync(Delivery.Fresh() with { Key = key }, url);
        Assert.Equal(status, (int)answer.StatusCode);
    }

    private static Task<WebhookApp> StartAsync(bool kestrel = false, Action<IServiceCollection>? services = null) =>
        WebhookApp.StartAsync(
            KestrelReceiver.Plan with
            {
                Kestrel = kestrel,
                Settings = new Dictionary<string, string?> { ["Illow:PublicKey"] = KeyA },
                Services = all =>
                {
                    all.AddHealthChecks().AddIllowWebhooks();
                    services?.Invoke(all);
                },
                Map = endpoints =>
                {
                    endpoints.MapIllowWebhook("dsr.created", (IllowEnvelope e) => Results.Ok());
                    endpoints.MapIllowWebhook("dsr.created", (IllowEnvelope e) => Results.Ok(), "/tenants/{webhook}");
                },
            });
}
