namespace Illow.AspNetCore.Tests.Faults;

/// <summary>Many copies of one event at once, from two processes.</summary>
public sealed class StormTests
{
    private const int Copies = 64;

    [Theory]
    [InlineData("Redis")]
    [InlineData("Sqlite")]
    [InlineData("Postgres")]
    [InlineData("PostgresTransactional")]
    [InlineData("MariaDb")]
    [InlineData("MariaDbTransactional")]
    public async Task Copies_AtTwoProcessesAtOnce_RunOnceAndNeverAnswer2xxEarly(string store)
    {
        await using var stores = new Stores();
        using var arena = await ArenaAsync(stores, store);
        await using var first = await Receiver.StartAsync(arena);
        await using var second = await Receiver.StartAsync(arena);
        await StormAsync(arena, store, [first, second]);
    }

    [Fact]
    public async Task Copies_AtOneProcessInMemory_RunOnceAndNeverAnswer2xxEarly()
    {
        await using var stores = new Stores();
        using var arena = await ArenaAsync(stores, "Memory");
        await using var only = await Receiver.StartAsync(arena);
        await StormAsync(arena, "Memory", [only]);
    }

    private static async Task StormAsync(Arena arena, string store, IReadOnlyList<Receiver> receivers)
    {
        using var client = Sender.Client();
        for (var round = 0; round < Scale.StormRounds; round++)
        {
            var @event = arena.NewEvent($"storm-{round}");
            var replies = await Task.WhenAll(Enumerable.Range(0, Copies)
                .Select(i => SendPastTimeoutsAsync(@event, client, receivers[i % receivers.Count].Address)));

            Assert.All(replies, reply => Assert.Contains(reply.Status, new[] { 200, 409 }));
            Assert.Equal(1, replies.Count(reply => reply is { Status: 200, Replayed: false }));
        }

        var effects = await EffectCount.OfAsync(arena, store);
        Assert.Equal(Scale.StormRounds, effects.Count);
        Assert.All(effects, effect => Assert.Equal(1, effect.Value));
        var history = arena.ReadHistory();
        history.AssertAtMostOneCompletionOfEachScope();
        history.AssertNeverTwoValidLeases();
        Assert.Equal(Scale.StormRounds, history.Completions);
    }

    // On a slow machine a claim may take longer than its limit; a sender sends again, too
    private static async Task<Arena> ArenaAsync(Stores stores, string store) =>
        new(store, await stores.StartAsync(store), lease: TimeSpan.FromSeconds(30), slow: TimeSpan.FromMilliseconds(20));

    private static async Task<Reply> SendPastTimeoutsAsync(Event @event, HttpClient client, Uri address)
    {
        for (var attempt = 1; ; attempt++)
        {
            var reply = await @event.SendAsync(client, address);
            if (reply.Status != 503 || attempt == 10)
            {
                return reply;
            }
        }
    }
}
