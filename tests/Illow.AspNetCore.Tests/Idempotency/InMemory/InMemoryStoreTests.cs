using Illow.AspNetCore.Idempotency.InMemory;
using Microsoft.Extensions.Time.Testing;

namespace Illow.AspNetCore.Tests.Idempotency.InMemory;

public sealed class InMemoryStoreTests
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Retention = TimeSpan.FromDays(30);

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Claim_AtCapacity_IsFullAndDropsNoLiveRecord()
    {
        var store = Store(capacity: 3);
        for (var i = 0; i < 3; i++)
        {
            await CompleteAsync(store, i);
        }

        Assert.Equal(IllowClaimStatus.Full, (await store.ClaimAsync(Request(3), default)).Status);
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(IllowClaimStatus.Completed, (await store.ClaimAsync(Request(i), default)).Status);
        }
    }

    [Fact]
    public async Task Claim_AtCapacityWithEndedRecordsInOtherShards_MakesRoom()
    {
        var store = Store(capacity: 200);
        for (var i = 0; i < 200; i++)
        {
            await CompleteAsync(store, i);
        }

        _time.Advance(Retention);
        Assert.Equal(IllowClaimStatus.Claimed, (await store.ClaimAsync(Request(1000), default)).Status);
    }

    [Fact]
    public async Task Claim_AtCapacityAndItsOwnRecordHasEnded_TakesItsRoom()
    {
        var store = Store(capacity: 1);
        for (var i = 0; i < 3; i++)
        {
            await CompleteAsync(store, 1);
            _time.Advance(Retention);
        }
    }

    [Fact]
    public async Task Release_FreesItsRoom()
    {
        var store = Store(capacity: 1);
        for (var i = 0; i < 10; i++)
        {
            var result = await store.ClaimAsync(Request(i), default);
            Assert.Equal(IllowClaimStatus.Claimed, result.Status);
            await store.ReleaseAsync(result.Claim, default);
        }
    }

    [Fact]
    public async Task Claim_WallClockSteppedTenYearsEitherWay_ChangesNothing()
    {
        var clock = new SteppingClock();
        var store = new InMemoryIdempotencyStore(() => 100, clock);
        await CompleteAsync(store, 1);
        var held = await store.ClaimAsync(Request(2), default);
        foreach (var years in new[] { 10, -20 })
        {
            clock.Wall = clock.Wall.AddYears(years);
            Assert.Equal(IllowClaimStatus.Completed, (await store.ClaimAsync(Request(1), default)).Status);
            Assert.Equal(IllowClaimStatus.InProgress, (await store.ClaimAsync(Request(2), default)).Status);
        }

        Assert.True(await store.CompleteAsync(held.Claim, Retention, default));
    }

    [Fact]
    public async Task Completed_EndsWithItsRetention()
    {
        var store = Store();
        await CompleteAsync(store, 1);
        _time.Advance(Retention - TimeSpan.FromSeconds(1));
        Assert.Equal(IllowClaimStatus.Completed, (await store.ClaimAsync(Request(1), default)).Status);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(IllowClaimStatus.Claimed, (await store.ClaimAsync(Request(1), default)).Status);
    }

    [Fact]
    public async Task Completed_ShorterRetentionAfterLonger_EndsByItsOwn()
    {
        var store = Store();
        await CompleteAsync(store, 1, TimeSpan.FromDays(30));
        await CompleteAsync(store, 2, TimeSpan.FromDays(1));
        _time.Advance(TimeSpan.FromDays(1) - TimeSpan.FromMilliseconds(1));
        Assert.Equal(IllowClaimStatus.Completed, (await store.ClaimAsync(Request(2), default)).Status);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(IllowClaimStatus.Completed, (await store.ClaimAsync(Request(1), default)).Status);
        await CompleteAsync(store, 2, TimeSpan.FromDays(40));
        _time.Advance(TimeSpan.FromDays(35));
        Assert.Equal(IllowClaimStatus.Claimed, (await store.ClaimAsync(Request(1), default)).Status);
        Assert.Equal(IllowClaimStatus.Completed, (await store.ClaimAsync(Request(2), default)).Status);
    }

    private InMemoryIdempotencyStore Store(int capacity = 1000) => new(() => capacity, _time);

    private static IllowClaimRequest Request(int number) =>
        new(IllowDigest.Of(BitConverter.GetBytes(number)), IllowDigest.Of([]), Lease, Retention);

    private static async ValueTask CompleteAsync(InMemoryIdempotencyStore store, int number, TimeSpan? retention = null)
    {
        var result = await store.ClaimAsync(Request(number), default);
        Assert.Equal(IllowClaimStatus.Claimed, result.Status);
        Assert.True(await store.CompleteAsync(result.Claim, retention ?? Retention, default));
    }

    private sealed class SteppingClock : TimeProvider
    {
        internal DateTimeOffset Wall { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Wall;

        public override long GetTimestamp() => 1000;
    }
}
