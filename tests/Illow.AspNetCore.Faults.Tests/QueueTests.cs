using System.Diagnostics;

namespace Illow.AspNetCore.Tests.Faults;

/// <summary>
/// Handlers that run from a queue, in receivers that are killed: whatever was answered 202 is handled though nobody sends it again, and
/// its transactional effect is there once.
/// </summary>
public sealed class QueueTests
{
    private const string Store = "PostgresTransactional";
    private const int AtOnce = 16;
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public static TheoryData<string, string> Kills
    {
        get
        {
            var kills = new TheoryData<string, string>();
            foreach (var engine in new[] { "Wolverine", "Hangfire" })
            {
                foreach (var point in new[] { "Enqueued", "BeforeCompletion", "Handler", "Effect", "RunBeforeCompletion" })
                {
                    kills.Add(engine, point);
                }
            }

            return kills;
        }
    }

    [Theory]
    [MemberData(nameof(Kills))]
    public async Task Kill_AtPoint_EventIsHandledOnceWithoutAnotherDelivery(string engine, string point)
    {
        await using var stores = new Stores();
        using var arena = new Arena(Store, await stores.StartAsync(Store), Lease).Queued(engine);
        await using var receiver = await Receiver.StartAsync(arena);
        using var client = Sender.Client();
        var @event = arena.NewEvent($"kill-{point}-1");

        // What was in the queue when the process died needs no second delivery; what was answered 202 least of all
        var reply = await @event.SendAsync(client, receiver.Address);
        Assert.True(await receiver.ExitsWithinAsync(Patience), $"The receiver was not killed; it answered {reply.Status}.");
        await receiver.ReviveAsync();

        await UntilHandledAsync(arena, [@event]);
        Assert.Equal(1, (await EffectCount.OfAsync(arena, Store))[@event.Key]);
    }

    [Theory]
    [InlineData("Wolverine")]
    [InlineData("Hangfire")]
    public async Task Kills_AtRandomMomentsOfTwoInstances_LoseNothingAndRepeatNothing(string engine)
    {
        await using var stores = new Stores();
        using var arena = new Arena(Store, await stores.StartAsync(Store), Lease).Queued(engine);
        await using var first = await Receiver.StartAsync(arena);
        await using var second = await Receiver.StartAsync(arena);
        Receiver[] receivers = [first, second];
        using var client = Sender.Client();
        var events = Enumerable.Range(0, Scale.QueuedEvents).Select(i => arena.NewEvent($"event-{i}")).ToArray();
        var sent = 0;
        using var reviving = new SemaphoreSlim(1);
        var killing = Task.Run(async () =>
        {
            for (var next = 1; next <= Scale.QueueKills; next++)
            {
                var due = (long)Scale.QueuedEvents * next / (Scale.QueueKills + 1);
                while (Volatile.Read(ref sent) < due)
                {
                    await Task.Delay(Random.Shared.Next(1, 20));
                }

                await reviving.WaitAsync();
                receivers[next % 2].Kill();
                await receivers[next % 2].ReviveAsync();
                reviving.Release();
            }
        });

        await Parallel.ForEachAsync(events, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (@event, _) =>
        {
            await Sender.UntilAcknowledgedAsync(client, @event, receivers, Patience);
            await Sender.UntilAcknowledgedAsync(client, @event, [.. receivers.Reverse()], Patience);
            Interlocked.Increment(ref sent);
        });
        await killing;

        await UntilHandledAsync(arena, events);
        var effects = await EffectCount.OfAsync(arena, Store);
        Assert.Equal(events.Length, effects.Count);
        Assert.All(effects, effect => Assert.Equal(1, effect.Value));
    }

    [Theory]
    [InlineData("Wolverine")]
    [InlineData("Hangfire")]
    public async Task DatabaseStopped_InMidLoad_NothingIsAcknowledgedThatNothingHolds(string engine)
    {
        await using var stores = new Stores();
        using var arena = new Arena(Store, await stores.StartAsync(Store), Lease).Queued(engine);
        await using var receiver = await Receiver.StartAsync(arena);
        using var client = Sender.Client();
        var events = Enumerable.Range(0, Math.Min(Scale.QueuedEvents, 200)).Select(i => arena.NewEvent($"event-{i}")).ToArray();

        var acknowledged = new System.Collections.Concurrent.ConcurrentBag<Event>();
        var sending = Parallel.ForEachAsync(events, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (@event, _) =>
        {
            if ((await @event.SendAsync(client, receiver.Address)).IsSuccess)
            {
                acknowledged.Add(@event);
            }
        });
        await Eventually.HoldsAsync(() => acknowledged.Count > events.Length / 4);
        await stores.StopAsync();
        await sending;
        await stores.RestartAsync();

        Assert.NotEqual(events.Length, acknowledged.Count);
        await UntilHandledAsync(arena, acknowledged);
    }

    /// <summary>Waits as long as the engine makes progress: how fast it works off what waits is not the matter here.</summary>
    private static async Task UntilHandledAsync(Arena arena, IReadOnlyCollection<Event> events)
    {
        var (progress, fewest) = (Stopwatch.GetTimestamp(), int.MaxValue);
        while (true)
        {
            var effects = await EffectCount.OfAsync(arena, Store);
            var missing = events.Where(@event => !effects.ContainsKey(@event.Key)).ToList();
            if (missing.Count == 0)
            {
                return;
            }

            if (missing.Count < fewest)
            {
                (progress, fewest) = (Stopwatch.GetTimestamp(), missing.Count);
            }

            if (Stopwatch.GetElapsedTime(progress) > Patience)
            {
                Assert.Fail($"{missing.Count} of {events.Count} events were acknowledged and never handled, such as {missing[0].Key}. "
                    + $"The engine holds:{await QueueContents.OfAsync(arena)}");
            }

            await Task.Delay(200);
        }
    }
}
