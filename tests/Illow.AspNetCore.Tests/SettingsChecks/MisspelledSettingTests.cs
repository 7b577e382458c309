using Illow.AspNetCore.Tests.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Illow.AspNetCore.Tests.SettingsChecks;

/// <summary>A name that the binder would ignore in silence is reported where it is nearly a setting's, and only there.</summary>
public sealed class MisspelledSettingTests
{
    private const int MisspelledId = 9;
    private const string Secret = "s3cret-text-of-a-setting";
    private static readonly string KeyA = TestKeys.A.ExportSubjectPublicKeyInfoPem();
    private static readonly string KeyB = TestKeys.B.ExportSubjectPublicKeyInfoPem();
    private static readonly string KeyC = TestKeys.C.ExportSubjectPublicKeyInfoPem();

    [Theory]
    [InlineData("Illow:Evnts:0", "Illow:Evnts", "Illow:Events")]
    [InlineData("Illow:Event", "Illow:Event", "Illow:Events")]
    [InlineData("Illow:EVNETS", "Illow:EVNETS", "Illow:Events")]
    [InlineData("Illow:PublickKey", "Illow:PublickKey", "Illow:PublicKey")]
    [InlineData("Illow:PublicKeyFiles", "Illow:PublicKeyFiles", "Illow:PublicKeyFile")]
    [InlineData("Illow:PublicKeyFle", "Illow:PublicKeyFle", "Illow:PublicKeyFile")]
    [InlineData("Illow:Public-Key", "Illow:Public-Key", "Illow:PublicKey")]
    [InlineData("Illow:Pth", "Illow:Pth", "Illow:Path")]
    [InlineData("Illow:HashAlgoritm", "Illow:HashAlgoritm", "Illow:HashAlgorithm")]
    [InlineData("Illow:Webhook:eu:PublicKey", "Illow:Webhook", "Illow:Webhooks")]
    [InlineData("Illow:Idempotence:Enabled", "Illow:Idempotence", "Illow:Idempotency")]
    [InlineData("Illow:Idempotency:Retension", "Illow:Idempotency:Retension", "Illow:Idempotency:Retention")]
    [InlineData("Illow:Idempotency:Enable", "Illow:Idempotency:Enable", "Illow:Idempotency:Enabled")]
    [InlineData("Illow:Queue:Protct", "Illow:Queue:Protct", "Illow:Queue:Protect")]
    [InlineData("Illow:Webhooks:eu:Evnts", "Illow:Webhooks:eu:Evnts", "Illow:Webhooks:eu:Events")]
    [InlineData("Illow:Webhooks:eu:SideId", "Illow:Webhooks:eu:SideId", "Illow:Webhooks:eu:SiteId")]
    public async Task Start_NameThatIsNearlyASettings_WarnsOfItWithoutTheValue(string setting, string name, string meant)
    {
        await using var app = await StartAsync((setting, Secret), ("Illow:Webhooks:eu:PublicKey", KeyB));

        var line = Assert.Single(app.OwnLogs, line => line.Id.Id == MisspelledId);
        Assert.Equal(
            (LogLevel.Warning, $"{name} is not a setting, so it has no effect. Did you mean {meant}?"),
            (line.Level, line.Message));
        Assert.DoesNotContain(app.Logs.GetSnapshot(), line => line.Message.Contains(Secret, StringComparison.Ordinal));
    }

    // Settings of the satellites, of samples, and what an application may well keep beside them
    [Theory]
    [InlineData("Illow:events", "dsr.created")]
    [InlineData("Illow:Queued", "false")]
    [InlineData("Illow:Queue:Protect", "false")]
    [InlineData("Illow:Queue:Name", "illow")]
    [InlineData("Illow:Inspector:Capacity", "10")]
    [InlineData("Illow:Inspector:TestKey", "x")]
    [InlineData("Illow:Idempotency:Store", "Redis")]
    [InlineData("Illow:Idempotency:ConnectionString", "x")]
    [InlineData("Illow:Redis", "localhost")]
    [InlineData("Illow:Redis:Configuration", "localhost")]
    [InlineData("Illow:ApiKey", "x")]
    [InlineData("Illow:PublicKeyId", "x")]
    [InlineData("Illow:PublicKeyUrl", "x")]
    [InlineData("Illow:PublicKey2", "x")]
    [InlineData("Illow:PublicKeyOld", "x")]
    [InlineData("Illow:PrivateKey", "x")]
    [InlineData("Illow:BasePath", "/x")]
    [InlineData("Illow:Port", "1")]
    [InlineData("Illow:Webhook", "https://example.com/webhooks/illow")]
    [InlineData("Illow:WebhookUrl", "https://example.com/webhooks/illow")]
    [InlineData("Illow:Webhooks:evnts:Events", "a")]
    [InlineData("Illow:Webhooks:eu:Name", "Europe")]
    [InlineData("Ilow:PublicKey", "x")]
    public async Task Start_OtherNames_AreNobodysBusiness(string setting, string value)
    {
        await using var app = await StartAsync(
            (setting, value), ("Illow:Webhooks:evnts:PublicKey", KeyB), ("Illow:Webhooks:eu:PublicKey", KeyC));

        Assert.DoesNotContain(app.OwnLogs, line => line.Id.Id == MisspelledId);
    }

    [Fact]
    public async Task Start_RefusedForAMissingKey_NamesTheMisspelledOne()
    {
        var message = await RefusedKeyTests.AssertRefusedAsync(new() { ["Illow:Webhooks:eu:PublickKey"] = Secret });

        Assert.Contains("Illow:Webhooks:eu:PublicKey is missing", message, StringComparison.Ordinal);
        Assert.Contains("Did you mean Illow:Webhooks:eu:PublicKey?", message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reload_WithAMisspelledName_WarnsOnce()
    {
        await using var app = await StartAsync();
        Assert.DoesNotContain(app.OwnLogs, line => line.Id.Id == MisspelledId);

        ReloadTests.Reload(app, ("Illow:Evnts:0", "a"));
        ReloadTests.Reload(app, ("Illow:Path", "/hooks"));

        Assert.Single(app.OwnLogs, line => line.Id.Id == MisspelledId);
    }

    [Fact]
    public async Task Start_WholeConfigurationAsTheSection_SaysNothingOfWhatElseIsInIt()
    {
        await using var app = await WebhookApp.StartAsync(new AppPlan
        {
            Settings = new Dictionary<string, string?> { ["PublicKey"] = KeyA, ["Paths"] = "/usr/bin" },
            AddWebhooks = false,
            Services = services => services.AddIllowWebhooks(new ConfigurationBuilder()
                .AddInMemoryCollection([new("PublicKey", KeyA), new("Paths", "/usr/bin")])
                .Build()),
        });

        Assert.DoesNotContain(app.OwnLogs, line => line.Id.Id == MisspelledId);
    }

    private static Task<WebhookApp> StartAsync(params (string Name, string Value)[] settings)
    {
        var all = WebhookApp.DefaultKey;
        foreach (var (name, value) in settings)
        {
            all[name] = value;
        }

        return WebhookApp.StartAsync(new AppPlan { Settings = all });
    }
}
