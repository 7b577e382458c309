namespace Illow.AspNetCore.Tests.Faults;

/// <summary>kill -9 at every named point of a delivery: the retry is handled, and nothing stays 409.</summary>
public sealed class KillTests
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(2);

    public static TheoryData<string, string> Kills
    {
        get
        {
            var kills = new TheoryData<string, string>();
            foreach (var store in new[] { "Redis", "Sqlite", "Postgres", "PostgresTransactional", "MariaDb", "MariaDbTransactional" })
            {
                foreach (var point in new[] { "Claim", "Handler", "Effect", "BeforeCompletion", "AfterCompletion" })
                {
                    kills.Add(store, point);
                }
            }

            return kills;
        }
    }

    [Theory]
    [MemberData(nameof(Kills))]
    public async Task Kill_AtPoint_RetryIsAcknowledgedAndEffectsAreAsPromised(string store, string point)
    {
        await using var stores = new Stores();
        using var arena = new Arena(store, await stores.StartAsync(store), Lease);
        await using var receiver = await Receiver.StartAsync(arena);
        using var client = Sender.Client();
        var @event = arena.NewEvent($"kill-{point}-1");

        var killed = await @event.SendAsync(client, receiver.Address);
        Assert.Equal(Reply.None, killed);
        Assert.True(await receiver.ExitsWithinAsync(TimeSpan.FromSeconds(10)), "The receiver was not killed.");
        await receiver.ReviveAsync();
        var reply = await Sender.UntilAcknowledgedAsync(client, @event, [receiver], TimeSpan.FromSeconds(30));

        // Done before the kill: the retry is a repetition
        Assert.Equal(point == "AfterCompletion", reply.Replayed);
        var effects = (await EffectCount.OfAsync(arena, store))[@event.Key];
        var twice = !store.EndsWith("Transactional", StringComparison.Ordinal) && (point is "Effect" or "BeforeCompletion");
        Assert.Equal(twice ? 2 : 1, effects);
        var history = arena.ReadHistory();
        history.AssertAtMostOneCompletionOfEachScope();
        history.AssertFencesGrow();
        history.AssertNeverTwoValidLeases();
    }

    [Theory]
    [InlineData("Redis")]
    [InlineData("Postgres")]
    [InlineData("MariaDb")]
    public async Task Pause_OfAHolderBeyondItsLease_ItsCompletionIsRefusedAndItsAnswerIsNot2xx(string store)
    {
        await using var stores = new Stores();
        using var arena = new Arena(store, await stores.StartAsync(store), Lease, slow: TimeSpan.FromSeconds(1));
        await using var paused = await Receiver.StartAsync(arena);
        await using var other = await Receiver.StartAsync(arena);
        using var client = Sender.Client();
        var @event = arena.NewEvent("pause-1");
        var sending = @event.SendAsync(client, paused.Address);
        await Eventually.HoldsAsync(() => arena.ReadHistory().Claims == 1);
        await paused.SignalAsync("-STOP");
        var taken = await Sender.UntilAcknowledgedAsync(client, @event, [other], TimeSpan.FromSeconds(30));
        await paused.SignalAsync("-CONT");

        Assert.False(taken.Replayed);
        Assert.Equal(500, (await sending).Status);
        arena.ReadHistory().AssertAtMostOneCompletionOfEachScope();
        arena.ReadHistory().AssertFencesGrow();
    }

    [Fact]
    public async Task Terminate_InMidHandler_FinishesAndIsRecorded()
    {
        await using var stores = new Stores();
        using var arena = new Arena("Sqlite", await stores.StartAsync("Sqlite"), Lease, slow: TimeSpan.FromSeconds(2));
        await using var receiver = await Receiver.StartAsync(arena);
        using var client = Sender.Client();
        var @event = arena.NewEvent("term-1");
        var sending = @event.SendAsync(client, receiver.Address);
        await Eventually.HoldsAsync(() => arena.ReadHistory().Claims == 1);
        await receiver.SignalAsync("-TERM");

        Assert.Equal(200, (await sending).Status);
        Assert.True(await receiver.ExitsWithinAsync(TimeSpan.FromSeconds(30)));
        await receiver.ReviveAsync();
        Assert.True((await @event.SendAsync(client, receiver.Address)).Replayed);
    }
}
