using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Illow.AspNetCore.Benchmarks.Guard;

/// <summary>Checks what a request allocates and how it compares with the floor, in one run: a slow machine changes nothing.</summary>
internal static class PerformanceGuard
{
    internal const string ActionPath = "/action";

    private const string Path = "/webhooks/illow";
    private const int Rounds = 80;

    internal static async Task<int> RunAsync()
    {
        using var key = RSA.Create(2048);
        var pem = key.ExportSubjectPublicKeyInfoPem();
        var body = SignedBodies.Envelope("key-1");
        var accepted = KestrelClient.Request("POST", Path, body, SignedBodies.Sign(key, body));
        var forged = KestrelClient.Request("POST", Path, body, SignedBodies.Forge(key));
        var unsigned = KestrelClient.Request("POST", Path, body, null);
        var acceptedByAction = KestrelClient.Request("POST", ActionPath, body, SignedBodies.Sign(key, body));
        var readByAction = KestrelClient.Request("POST", GuardedController.ReadPath, body, null);
        var other = KestrelClient.Request("GET", "/other", [], null);

        await using var floor = await StartAsync(accepted, 200, app => app.MapPost(Path, new Floor(pem).ReceiveAsync));
        await using var bare = await StartAsync(accepted, 200, app => app.MapPost(Path, HandWritten.BareAsync));
        await using var bare401 = await StartAsync(unsigned, 401, app => app.MapPost(Path, () => TypedResults.Unauthorized()));
        await using var ours = await StartOursAsync(pem, accepted, 200);
        await using var oursForged = await StartOursAsync(pem, forged, 401);
        await using var oursUnsigned = await StartOursAsync(pem, unsigned, 401);
        await using var otherWith = await StartOursAsync(pem, other, 200);
        await using var otherWithout = await StartAsync(other, 200, app => app.MapGet("/other", () => TypedResults.Ok()));
        await using var oursAction = await StartOursAsync(pem, acceptedByAction, 200, controllers: true);
        await using var bareAction = await StartOursAsync(pem, readByAction, 200, controllers: true);
        GuardedHost[] all = [floor, bare, bare401, ours, oursForged, oursUnsigned, otherWith, otherWithout, oursAction, bareAction];
        foreach (var host in all)
        {
            await host.WarmUpAsync(3_000);
        }

        var handedOver = HandedOver(body);
        Budget[] budgets =
        [
            Budget.Bytes("accepted, beyond envelope, metadata and body", await DifferenceAsync(ours, bare) - handedOver, 400),
            Budget.Bytes(
                "accepted by an action, beyond the same and a bare action",
                await DifferenceAsync(oursAction, bareAction) - handedOver,
                3_800),
            Budget.Bytes("no signature, beyond a bare 401", await DifferenceAsync(oursUnsigned, bare401), 200),
            Budget.Bytes("another endpoint, beyond one without the middleware", await DifferenceAsync(otherWith, otherWithout), 0),
            Budget.Ratio("accepted / floor, requests a second", await RatioAsync(ours, floor, 50), 0.88),
            Budget.Ratio("refused by RSA / floor", await RatioAsync(oursForged, floor, 50), 0.93),
            Budget.Ratio("no signature / bare 401", await RatioAsync(oursUnsigned, bare401, 500), 0.75),
        ];
        foreach (var budget in budgets)
        {
            Console.WriteLine(budget);
        }

        return budgets.All(budget => budget.Holds) ? 0 : 1;
    }

    /// <summary>How much more two threads do than one: they share RSA objects and settings, and neither may wait for the other.</summary>
    internal static async Task<int> ScaleAsync()
    {
        using var key = RSA.Create(2048);
        var body = SignedBodies.Envelope("key-1");
        var request = KestrelClient.Request("POST", Path, body, SignedBodies.Sign(key, body));
        await using var host = await StartOursAsync(key.ExportSubjectPublicKeyInfoPem(), request, 200);
        await host.WarmUpAsync(10_000);
        var ratios = new List<double>();
        for (var round = 0; round < 9; round++)
        {
            ratios.Add(1 / await host.ThroughputAsync(1, 20_000) * await host.ThroughputAsync(2, 20_000));
        }

        ratios.Sort();
        Console.WriteLine(FormattableString.Invariant(
            $"two threads against one: median {ratios[4]:0.000} (min {ratios[0]:0.000}, max {ratios[^1]:0.000})"));
        return 0;
    }

    private static async Task<long> DifferenceAsync(GuardedHost host, GuardedHost floor) =>
        await host.AllocateAsync(1_000) - await floor.AllocateAsync(1_000);

    private static Task<GuardedHost> StartAsync(byte[] request, int status, Action<WebApplication> map) =>
        GuardedHost.StartAsync(request, status, _ => { }, map);

    private static Task<GuardedHost> StartOursAsync(string pem, byte[] request, int status, bool controllers = false) =>
        GuardedHost.StartAsync(
            request,
            status,
            builder =>
            {
                builder.Configuration["Illow:PublicKey"] = pem;
                builder.Configuration["Illow:Idempotency:Enabled"] = "false";
                builder.Services.AddIllowWebhooks();
                if (controllers)
                {
                    builder.Services.AddControllers();
                }
            },
            app =>
            {
                app.UseIllowWebhooks();
                app.MapPost(Path, [IllowWebhook("dsr.created")] (IllowEnvelope<DsrCreated> e) =>
                    e.Metadata.Id is null ? Results.BadRequest() : Results.Ok());
                app.MapGet("/other", () => TypedResults.Ok());
                if (controllers)
                {
                    app.MapControllers();
                }
            });

    // Of many short batches in turns, the fastest of each: what else the machine does only ever makes a batch slower
    private static async Task<double> RatioAsync(GuardedHost host, GuardedHost rival, int count)
    {
        var (fastest, rivals) = (double.MaxValue, double.MaxValue);
        for (var round = 0; round < Rounds; round++)
        {
            fastest = Math.Min(fastest, await host.TimeAsync(count));
            rivals = Math.Min(rivals, await rival.TimeAsync(count));
        }

        return rivals / fastest;
    }

    // The envelope as the verifier makes it, and the typed one that the handler takes; the body is in the bare host's figure too
    private static long HandedOver(byte[] body)
    {
        object? kept = null;
        void HandOver()
        {
            IllowMessage.TryParse(body, "event", JsonSerializerOptions.Web, out var message, out _);
            var envelope = new IllowEnvelope(message!, "dsr.created", "default", TimeProvider.System.GetUtcNow());
            kept = (envelope, new IllowEnvelope<DsrCreated>(envelope));
        }

        HandOver();
        var before = GC.GetAllocatedBytesForCurrentThread();
        HandOver();
        GC.KeepAlive(kept);
        const int boxedPair = 32;
        return GC.GetAllocatedBytesForCurrentThread() - before - boxedPair;
    }
}
