using System.Diagnostics;
using System.Net;
using Illow.AspNetCore.Tests.Hosting;
using Microsoft.Extensions.Logging;

namespace Illow.AspNetCore.Tests.Http;

/// <summary>Many hostile senders at once: genuine deliveries go on being answered, and memory stays bounded.</summary>
[Collection(nameof(Alone))]
public sealed class CrowdTests
{
    [Fact]
    public async Task Tricklers_AThousand_DoNotHoldUpDeliveries()
    {
        await using var app = await WebhookApp.StartAsync(Quiet with { Server = kestrel => kestrel.Limits.MinRequestBodyDataRate = null });
        var trickling = Delivery.Fresh();
        var head = RawHttp.Head([.. RawHttp.Lines(trickling), "Content-Length: 1000000"]);
        var connections = new List<RawHttp>();
        try
        {
            for (var i = 0; i < 1000; i++)
            {
                var connection = await RawHttp.ConnectAsync(app.Address);
                connections.Add(connection);
                await connection.SendAsync(head);
                await connection.SendAsync("{");
            }

            var before = GC.GetTotalMemory(forceFullCollection: true);
            var good = Enumerable.Range(0, 100).Select(_ => Delivery.Fresh()).ToArray();
            var slowest = TimeSpan.Zero;
            foreach (var delivery in good)
            {
                await connections[Random.Shared.Next(connections.Count)].SendAsync(" ");
                var watch = Stopwatch.StartNew();
                using var answer = await app.SendAsync(delivery);
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
                slowest = watch.Elapsed > slowest ? watch.Elapsed : slowest;
            }

            // Generous, for busy machines: a receiver that waits for the tricklers waits for ever
            Assert.InRange(slowest, TimeSpan.Zero, TimeSpan.FromSeconds(10));
            Assert.Equal(good.Select(delivery => delivery.IdempotencyKey), app.Notes.Lines);

            // A million bytes are claimed by each and none of them was believed
            Assert.InRange(before, 0, 300_000_000);
        }
        finally
        {
            connections.ForEach(connection => connection.Reset());
        }
    }

    [Theory]
    [InlineData("without a signature", 5_000, 300)]
    [InlineData("of another length", 5_000, 300)]
    [InlineData("forged", 5_000, 300)]
    [InlineData("forged", 1_000, 200_000)]
    public async Task BadSignatures_AFlood_LeavesDeliveriesAnsweredAndMemoryBounded(string kind, int count, int size)
    {
        await using var app = await WebhookApp.StartAsync(Quiet);
        var bad = BodySizeTests.OfSize(size);
        bad = kind switch
        {
            "forged" => bad with { Signatures = [Delivery.Fresh().Signature] },
            "of another length" => bad with { Signatures = [(bad with { Key = TestKeys.C }).Signature] },
            _ => bad with { Signatures = [] },
        };
        var request = RawHttp.Request(bad);
        await FloodAsync(app, request, 100);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var flood = FloodAsync(app, request, count);
        var good = Enumerable.Range(0, 20).Select(_ => Delivery.Fresh()).ToArray();
        foreach (var delivery in good)
        {
            using var answer = await app.SendAsync(delivery);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        await flood;
        Assert.Equal(good.Select(delivery => delivery.IdempotencyKey), app.Notes.Lines);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 20_000_000);
    }

    // Collected log records would be all the memory that grows
    private static AppPlan Quiet => KestrelReceiver.Plan with { Host = builder => builder.Logging.SetMinimumLevel(LogLevel.None) };

    private static Task FloodAsync(WebhookApp app, byte[] request, int count) => Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
    {
        using var connection = await RawHttp.ConnectAsync(app.Address);
        for (var i = 0; i < count / 8; i++)
        {
            await connection.SendAsync(request);
            KestrelReceiver.AssertRefusal((await connection.ReadAsync())!);
        }
    }));
}
