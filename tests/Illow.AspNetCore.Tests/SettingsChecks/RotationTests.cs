using System.Diagnostics;
using System.Net;
using Illow.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Illow.AspNetCore.Tests.SettingsChecks;

/// <summary>Keys exchanged again and again under load: no exception, and no verdict but the right one.</summary>
[Collection(nameof(Alone))]
public sealed class RotationTests
{
    private const int Requests = 10_000, Swaps = 1_000, Senders = 4;

    [Fact]
    public async Task Keys_SwappedUnderLoad_GiveNoWrongVerdict()
    {
        var (keyA, keyB) = (TestKeys.A.ExportSubjectPublicKeyInfoPem(), TestKeys.B.ExportSubjectPublicKeyInfoPem());
        await using var app = await WebhookApp.StartAsync(new AppPlan
        {
            // Both are always in force, in one order or the other
            Settings = new Dictionary<string, string?> { ["Illow:PublicKeys:0"] = keyA, ["Illow:PublicKeys:1"] = keyB },
            Host = builder => builder.Logging.SetMinimumLevel(LogLevel.Warning),
            Map = endpoints => endpoints.MapPost("/w", [IllowWebhook("dsr.created", Idempotent = false)] (IllowEnvelope e) => Results.Ok()),
        });
        var watch = Stopwatch.StartNew();
        var good = Delivery.Fresh();
        var forged = Delivery.Fresh() with { Signatures = [(Delivery.Fresh() with { Key = TestKeys.B }).Signature] };
        good = good with { Signatures = [good.Signature] };
        var swaps = Task.Run(() =>
        {
            for (var i = 0; i < Swaps; i++)
            {
                ReloadTests.Reload(app, ("Illow:PublicKeys:0", i % 2 == 0 ? keyB : keyA), ("Illow:PublicKeys:1", i % 2 == 0 ? keyA : keyB));
            }
        });
        await Task.WhenAll(Enumerable.Range(0, Senders).Select(sender => Task.Run(async () =>
        {
            for (var i = 0; i < Requests / Senders; i++)
            {
                using var answer = await app.SendAsync((i & 1) == 0 ? good : forged, "/w");
                Assert.Equal((i & 1) == 0 ? HttpStatusCode.OK : HttpStatusCode.Unauthorized, answer.StatusCode);
            }
        })));
        await swaps;

        Assert.DoesNotContain(app.Logs.GetSnapshot(), record => record.Level >= LogLevel.Error);
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 60);
    }
}
