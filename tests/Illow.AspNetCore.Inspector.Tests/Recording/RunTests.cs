using System.Text.Json;
using Illow.AspNetCore.Inspector.Recording;
using Illow.AspNetCore.Inspector.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Illow.AspNetCore.Inspector.Tests.Recording;

/// <summary>The runs of queued deliveries.</summary>
public sealed class RunTests
{
    [Theory]
    [InlineData("Development", "not yet")]
    [InlineData("Production", null)]
    public async Task Runs_OfADelivery_AreAddedToItInOrder(string environment, string? message)
    {
        await using var app = await InspectorApp.StartAsync(environment == "Development" ? Queued.Plan : Queued.Plan with
        {
            Environment = environment,
            Services = services =>
            {
                Queued.Plan.Services!(services);
                Protected.AddAuthorization(services);
            },
            Map = app => app.MapIllowInspector(policy: "Admins"),
        });
        var handlings = app.Services.GetRequiredService<Handlings>();
        handlings.Handle = (_, _) => throw new InvalidTimeZoneException("not yet");
        var delivered = await app.DeliverAsync(InspectorApp.Created());
        Assert.Equal(("queued", 202), (delivered.Outcome, delivered.Status));
        Assert.Null(delivered.Runs);

        await Queued.QueueOf(app).DrainAsync();
        handlings.Handle = (_, _) => Task.FromResult(Results.StatusCode(409));
        await Queued.QueueOf(app).DrainAsync();
        handlings.Handle = (_, _) => Task.FromResult(Results.NoContent());
        await Queued.QueueOf(app).DrainAsync();

        var record = Assert.Single(app.Records);
        Assert.Equal(
            [(1, "failed", null), (2, "declined", 409), (3, "handled", 204)],
            record.Runs!.Select(run => (run.Attempt, run.Outcome, run.Status)));
        Assert.Equal(("System.InvalidTimeZoneException", message), (record.Runs![0].Exception, record.Runs[0].ExceptionMessage));
        Assert.All(record.Runs.Skip(1), run => Assert.Null(run.Exception));
        Assert.Equal(delivered.Envelope, record.Envelope);
        Assert.Null(record.ReplayBlockedReason);
    }

    [Fact]
    public async Task Run_OfADeliveryThatCameToAnotherInstance_IsShownWithoutItsRequest()
    {
        await using var other = await InspectorApp.StartAsync(Queued.Plan);
        await using var app = await InspectorApp.StartAsync(Queued.Plan);
        await other.DeliverAsync(InspectorApp.Created());
        var delivery = Assert.Single(Queued.QueueOf(other).Waiting);

        await app.Services.GetRequiredService<IIllowDeliveryRunner>().RunAsync(delivery, 1, CancellationToken.None);
        await Assert.ThrowsAsync<IllowDeliveryRunException>(() => app.Services.GetRequiredService<IIllowDeliveryRunner>()
            .RunAsync(new IllowQueuedDelivery { Id = Guid.NewGuid(), Event = "dsr.created", Route = "/gone" }, 5, CancellationToken.None));

        Assert.Equal([true, true], app.Records.Select(record => record.IsElsewhere));
        Assert.Equal([("/webhooks/illow", "created"), ("/gone", "")], app.Records.Select(record => (record.Url, record.Registration)));
        Assert.Equal(["handled", "failed"], app.Records.Select(record => Assert.Single(record.Runs!).Outcome));
        Assert.Contains("another instance", app.Records[0].ReplayBlockedReason, StringComparison.Ordinal);
        Assert.Empty(app.Log.Since(0).Minutes);
        Assert.Empty(Assert.Single(other.Records).Runs ?? []);
    }

    [Fact]
    public async Task Run_ThatEndsBeforeTheRequestHasLeft_BelongsToTheSameDelivery()
    {
        await using var app = await InspectorApp.StartAsync(Queued.Plan with
        {
            Before = app => app.Use(async (context, next) =>
            {
                await next(context);
                await app.Services.GetRequiredService<Testing.IllowInMemoryQueue>().DrainAsync();
            }),
        });

        await app.DeliverAsync(InspectorApp.Created());
        await app.DeliverAsync(InspectorApp.Created());

        Assert.Equal([1L, 2L], app.Records.Select(record => record.Id));
        Assert.All(app.Records, record => Assert.False(record.IsElsewhere));
        Assert.All(app.Records, record => Assert.Equal("handled", Assert.Single(record.Runs!).Outcome));
        Assert.All(app.Records, record => Assert.True(record.IsWhole));
        Assert.Equal(2, app.Log.Since(0).Minutes.Sum(minute => minute.Outcomes["queued"]));
    }

    [Fact]
    public async Task Content_OfADeliveryWithRuns_IsStillTheRequest()
    {
        await using var app = await InspectorApp.StartAsync(Queued.Plan);
        var delivery = InspectorApp.Created();
        await app.DeliverAsync(delivery);
        await Queued.QueueOf(app).DrainAsync();

        var content = await InspectorApp.JsonOf(await app.AskAsync(HttpMethod.Get, "/illow/api/deliveries/1"));

        Assert.Equal(delivery.Body.ToArray(), content.GetProperty("bodyBytes").GetBytesFromBase64());
    }

    [Fact]
    public void AddRun_ManyTimes_KeepsTheLastAndIsBounded()
    {
        var log = new DeliveryLog(Options.Create(new IllowInspectorOptions { MaximumMemory = 64 * 1024 }), TimeProvider.System);
        var id = Guid.NewGuid();
        log.Add(Records.Of(TimeProvider.System) with { QueuedId = id, Outcome = "queued" });
        for (var i = 1; i <= 1_000; i++)
        {
            log.AddRun(id, Run(i, new string('x', 1_000)), () => throw new InvalidOperationException("The log knows it."));
        }

        var record = Assert.Single(log.Since(0).Records);
        Assert.Equal(Enumerable.Range(981, 20), record.Runs!.Select(run => run.Attempt));
        Assert.Equal(record.Size, log.Memory);
        log.Clear();
        Assert.Equal(0, log.Memory);
        log.AddRun(id, Run(1, null), () => Records.Of(TimeProvider.System) with { QueuedId = id, IsElsewhere = true });
        Assert.Equal(2, Assert.Single(log.Since(0).Records).Id);
    }

    [Fact]
    public void AddRun_OverMemory_DropsTheOldestDeliveries()
    {
        var log = new DeliveryLog(Options.Create(new IllowInspectorOptions { MaximumMemory = 64 * 1024 }), TimeProvider.System);
        for (var i = 0; i < 5; i++)
        {
            log.Add(Records.Of(TimeProvider.System, body: new byte[10_000]));
        }

        var id = Guid.NewGuid();
        log.Add(Records.Of(TimeProvider.System) with { QueuedId = id });
        for (var i = 1; i <= 20; i++)
        {
            log.AddRun(id, Run(i, new string('x', 1_000)), () => throw new InvalidOperationException("The log knows it."));
        }

        Assert.InRange(log.Memory, 1, 64 * 1024);
        Assert.Equal(20, log.Since(0).Records[^1].Runs!.Count);
    }

    [Fact]
    public void Since_ARunOfAnOlderDelivery_GivesThatDeliveryAlone()
    {
        var log = new DeliveryLog(Options.Create(new IllowInspectorOptions()), TimeProvider.System);
        var id = Guid.NewGuid();
        log.Add(Records.Of(TimeProvider.System) with { QueuedId = id });
        log.Add(Records.Of(TimeProvider.System));
        var seen = log.Since(0).Change;
        Assert.False(log.WaitAsync(seen).IsCompleted);

        log.AddRun(id, Run(1, null), () => throw new InvalidOperationException("The log knows it."));

        Assert.True(log.WaitAsync(seen).IsCompleted);
        Assert.Equal([1L], log.Since(seen).Records.Select(record => record.Id));
        Assert.Equal(2, log.Since(seen).Last);
    }

    [Fact]
    public async Task Stream_OfADeliveryWithRuns_HoldsNoIdentifierOfIt()
    {
        await using var app = await InspectorApp.StartAsync(Queued.Plan);
        await app.DeliverAsync(InspectorApp.Created("the-key-of-one"));
        await Queued.QueueOf(app).DrainAsync();

        var json = JsonSerializer.Serialize(Assert.Single(app.Records), Inspector.Api.InspectorJsonContext.Default.DeliveryRecord);

        Assert.Contains("\"runs\":[{\"attempt\":1,", json, StringComparison.Ordinal);
        Assert.DoesNotContain("the-key-of-one", json, StringComparison.Ordinal);
    }

    private static RunRecord Run(int attempt, string? message) => new()
    {
        Attempt = attempt,
        StartedAt = DateTimeOffset.UnixEpoch,
        Outcome = "failed",
        Exception = "System.InvalidTimeZoneException",
        ExceptionMessage = message,
        Total = 1,
    };
}
