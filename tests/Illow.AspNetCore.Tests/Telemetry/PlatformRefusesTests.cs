using System.Security.Cryptography;
using Illow.Webhooks.Signatures;
using Illow.AspNetCore.Tests.Hosting;
using Illow.Webhooks.Tests.Signatures;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace Illow.AspNetCore.Tests.Telemetry;

/// <summary>
/// A host that does not verify: said at start, shown by the health check, and answered 503, never 401, since no sender is at fault.
/// </summary>
public sealed class PlatformRefusesTests
{
    private const int PlatformRefusesId = 3, UnavailableId = 16;

    public static TheoryData<string> Ways => ["throws", "throws disposed", "throws unsupported", "refuses all", "accepts all"];

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Start_OfARefusingHost_SaysSoOnce(string way)
    {
        await using var app = await StartAsync(way);
        var line = Assert.Single(app.OwnLogs, record => record.Level == LogLevel.Critical);
        Assert.Equal(PlatformRefusesId, line.Id.Id);
        Assert.Contains("SHA1", line.Message, StringComparison.Ordinal);
        Assert.Contains("docs/rhel9.md", line.Message, StringComparison.Ordinal);
        using var first = await app.SendAsync(Delivery.Fresh());
        using var second = await app.SendAsync(Delivery.Fresh());
        Assert.Single(app.OwnLogs, record => record.Level == LogLevel.Critical);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Delivery_ToARefusingHost_Is503(string way)
    {
        await using var app = await StartAsync(way);
        Delivery[] deliveries =
        [
            Delivery.Fresh(),
            Delivery.Fresh() with { Key = TestKeys.B },
            Delivery.Fresh() with { Signatures = [] },
            Delivery.Fresh() with { Signatures = ["%%%"] },
            Delivery.Fresh() with { Signatures = ["AAAA", "AAAA"] },
            BodySizeOver(),
        ];
        foreach (var delivery in deliveries)
        {
            using var answer = await app.SendAsync(delivery);
            Assert.Equal(503, (int)answer.StatusCode);
            Assert.True(answer.Headers.RetryAfter?.Delta > TimeSpan.Zero);
            Assert.Empty(answer.Headers.WwwAuthenticate);
            Assert.Contains("problems.md#unavailable", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        Assert.Empty(app.Notes.Lines);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Health_OfARefusingHost_IsUnhealthy(string way)
    {
        await using var app = await StartAsync(way);
        var entry = Assert.Single((await app.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries).Value;
        Assert.Equal(HealthStatus.Unhealthy, entry.Status);
        Assert.StartsWith("failed: ", Assert.IsType<string>(entry.Data["selfTest"]), StringComparison.Ordinal);
        Assert.Contains("503", entry.Description!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Host_ThatBeginsToRefuse_Is503FromThenOn()
    {
        // Past the test at start: a key that the platform cannot use, a provider unloaded
        var refuses = false;
        await using var app = await StartAsync(new WrappedCheck(() => refuses ? throw new ObjectDisposedException("key") : true));
        using var before = await app.SendAsync(Delivery.Fresh());
        Assert.Equal(200, (int)before.StatusCode);
        refuses = true;
        app.Logs.Clear();
        using var after = await app.SendAsync(Delivery.Fresh());
        Assert.Equal(503, (int)after.StatusCode);
        Assert.True(after.Headers.RetryAfter?.Delta > TimeSpan.Zero);
        Assert.Single(app.OwnLogs, record => record.Id.Id == UnavailableId && record.Level == LogLevel.Error);
        Assert.Single(app.Notes.Lines);
    }

    [Fact]
    public async Task Key_OneOfTwoUnusable_LeavesTheOtherVerifying()
    {
        // What the first cannot tell, the second may: a valid delivery is valid, an invalid one is nobody's fault but perhaps the host's
        var settings = new Dictionary<string, string?>
        {
            ["Illow:PublicKeys:0"] = TestKeys.B.ExportSubjectPublicKeyInfoPem(),
            ["Illow:PublicKeys:1"] = TestKeys.A.ExportSubjectPublicKeyInfoPem(),
        };
        var modulus = TestKeys.B.ExportParameters(false).Modulus!;
        await using var app = await StartAsync(
            new WrappedCheck(key => key.SequenceEqual(modulus) ? throw new CryptographicException("broken") : true),
            settings);
        using var good = await app.SendAsync(Delivery.Fresh());
        Assert.Equal(200, (int)good.StatusCode);
        using var bad = await app.SendAsync(Delivery.Fresh() with { Key = TestKeys.B });
        Assert.Equal(503, (int)bad.StatusCode);
    }

    private static Delivery BodySizeOver() => Delivery.Fresh() with { ContentType = "application/json; charset=utf-8" };

    private static Task<WebhookApp> StartAsync(string way) => StartAsync(new StandInCheck(() => way switch
    {
        "throws" => throw new CryptographicException("invalid digest"),
        "throws disposed" => throw new ObjectDisposedException("key"),
        "throws unsupported" => throw new PlatformNotSupportedException(),
        _ => way == "accepts all",
    }));

    private static Task<WebhookApp> StartAsync(RsaSignatureCheck check, Dictionary<string, string?>? settings = null) =>
        WebhookApp.StartAsync(
            KestrelReceiver.Plan with
            {
                Kestrel = false,
                Settings = settings ?? KestrelReceiver.Settings,
                AddWebhooks = false,
                Services = services =>
                {
                    VerifiersOf.Add(services, check);
                    services.AddIllowWebhooks();
                    services.AddHealthChecks().AddIllowWebhooks();
                },
            });
}
