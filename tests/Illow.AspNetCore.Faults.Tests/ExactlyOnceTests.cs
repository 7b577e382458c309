namespace Illow.AspNetCore.Tests.Faults;

/// <summary>The transactional store under a receiver that is killed again and again: each event's effect is there exactly once.</summary>
public sealed class ExactlyOnceTests
{
    private const int CopiesOfEach = 3;
    private const int AtOnce = 16;

    [Theory]
    [InlineData("PostgresTransactional")]
    [InlineData("MariaDbTransactional")]
    public async Task Kills_AtRandomMoments_LeaveEachEffectExactlyOnce(string store)
    {
        await using var stores = new Stores();
        using var arena = new Arena(store, await stores.StartAsync(store), lease: TimeSpan.FromSeconds(2));
        await using var receiver = await Receiver.StartAsync(arena);
        using var client = Sender.Client();
        var events = Enumerable.Range(0, Scale.Events).Select(i => arena.NewEvent($"event-{i}")).ToArray();
        var sent = 0;
        var kills = 0;
        using var reviving = new SemaphoreSlim(1);

        async Task ReviveAsync()
        {
            await reviving.WaitAsync();
            try
            {
                await receiver.ReviveAsync();
            }
            finally
            {
                reviving.Release();
            }
        }

        var killing = Task.Run(async () =>
        {
            // Spread over the whole run, each at a moment of its own
            for (var next = 1; next <= Scale.Kills; next++)
            {
                var due = (long)Scale.Events * next / (Scale.Kills + 1);
                while (Volatile.Read(ref sent) < due)
                {
                    await Task.Delay(Random.Shared.Next(1, 20));
                }

                await reviving.WaitAsync();
                receiver.Kill();
                kills++;
                reviving.Release();
            }
        });
        await Parallel.ForEachAsync(events, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (@event, _) =>
        {
            await Task.WhenAll(Enumerable.Range(0, CopiesOfEach).Select(_ =>
                Sender.UntilAcknowledgedAsync(client, @event, [receiver], TimeSpan.FromSeconds(120), ReviveAsync)));
            Interlocked.Increment(ref sent);
        });
        await killing;

        var effects = await EffectCount.OfAsync(arena, store);
        Assert.Equal(Scale.Kills, kills);
        Assert.Equal(Scale.Events, effects.Count);
        Assert.All(effects, effect => Assert.Equal(1, effect.Value));
        arena.ReadHistory().AssertAtMostOneCompletionOfEachScope();
    }
}
