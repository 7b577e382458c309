namespace Illow.AspNetCore.Tests.Faults;

/// <summary>A store that goes away in mid-load: 503 and no handler while it is away, and all is well after it is back.</summary>
public sealed class OutageTests
{
    [Theory]
    [InlineData("Redis")]
    [InlineData("Postgres")]
    [InlineData("PostgresTransactional")]
    [InlineData("MariaDb")]
    public async Task Outage_InMidLoad_Is503ThenEverythingIsCompletedOnce(string store)
    {
        await using var stores = new Stores();
        using var arena = new Arena(store, await stores.StartAsync(store), lease: TimeSpan.FromSeconds(2));
        await using var receiver = await Receiver.StartAsync(arena);
        using var client = Sender.Client();
        var before = Enumerable.Range(0, Scale.Events).Select(i => arena.NewEvent($"before-{i}")).ToList();
        var load = Task.WhenAll(before.Select(e => Sender.UntilAcknowledgedAsync(client, e, [receiver], TimeSpan.FromSeconds(90))));
        await Task.Delay(100);
        await stores.KillAsync();
        await Task.Delay(500);
        var during = arena.NewEvent("during");

        var refused = await during.SendAsync(client, receiver.Address);

        Assert.Equal(503, refused.Status);
        await stores.RestartAsync();
        await load;
        await Sender.UntilAcknowledgedAsync(client, during, [receiver], TimeSpan.FromSeconds(60));
        var effects = await EffectCount.OfAsync(arena, store);
        Assert.Equal(Scale.Events + 1, effects.Count);
        Assert.Equal(1, effects["during"]);

        // A handler whose completion the outage swallowed runs again: docs/idempotency.md; a transaction leaves nothing to repeat
        var most = store.EndsWith("Transactional", StringComparison.Ordinal) ? 1 : 2;
        Assert.All(effects, effect => Assert.InRange(effect.Value, 1, most));
        arena.ReadHistory().AssertAtMostOneCompletionOfEachScope();
    }

    [Theory]
    [InlineData("Redis")]
    [InlineData("Postgres")]
    [InlineData("MariaDb")]
    public async Task Pause_OfTheStore_Is503WithinItsTimeoutAndMendsByItself(string store)
    {
        await using var stores = new Stores();
        using var arena = new Arena(store, await stores.StartAsync(store), lease: TimeSpan.FromSeconds(5));
        await using var receiver = await Receiver.StartAsync(arena);
        using var client = Sender.Client();
        Assert.True((await arena.NewEvent("warm-up").SendAsync(client, receiver.Address)).IsSuccess);
        var @event = arena.NewEvent("paused");

        await stores.PauseAsync();
        var refused = await @event.SendAsync(client, receiver.Address).WaitAsync(TimeSpan.FromSeconds(30));
        await stores.ResumeAsync();

        Assert.Equal(503, refused.Status);
        await Sender.UntilAcknowledgedAsync(client, @event, [receiver], TimeSpan.FromSeconds(60));
        Assert.Equal(1, (await EffectCount.OfAsync(arena, store))["paused"]);
    }
}
