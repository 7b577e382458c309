using Illow.AspNetCore.Idempotency;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Illow.AspNetCore.Tests.Idempotency;

/// <summary>When a claim is renewed while its handler runs, and when it is given up, to the millisecond of a clock that a test drives.</summary>
public sealed class LeaseRenewalTests
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Third = Lease / 3;
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Instant = TimeSpan.FromMilliseconds(1);
    private static readonly IllowClaim Claim = new(IllowDigest.Of([]), Guid.NewGuid(), 1);

    private readonly ArmedTime _time = new();
    private readonly FakeLogger _logger = new();
    private readonly ScriptedStore _store = new();
    private readonly TaskCompletionSource _handler = new();
    private int _lost;

    [Fact]
    public async Task Keep_WhileTheHandlerRuns_RenewsEachThirdOfTheLease()
    {
        var keeping = Keep(_store, Lease);
        for (var renewals = 0; renewals < 5; renewals++)
        {
            await PassAsync(Third - Instant, renewals);
            await PassAsync(Instant, renewals + 1);
        }

        await EndAsync(keeping);
    }

    [Fact]
    public async Task Keep_HandlerIsDone_EndsWithoutAnotherRenewal()
    {
        var keeping = Keep(_store, Lease);
        await PassAsync(Third - Instant, 0);

        await EndAsync(keeping);
        _time.Advance(Lease);

        Assert.Empty(_store.Steps);
    }

    [Fact]
    public async Task Keep_RenewalRefused_IsLostAtOnceAndLogged()
    {
        _store.OnRenew = () => false;
        var keeping = Keep(_store, Lease);

        await LoseAsync(keeping, Third);

        Assert.Equal("renew", Assert.Single(_store.Steps));
        Assert.Equal("LeaseLost", Assert.Single(_logger.Collector.GetSnapshot()).Id.Name);
    }

    [Fact]
    public async Task Keep_StoreAway_TriesEachSecondUntilTheLeaseIsOver()
    {
        _store.OnRenew = () => throw new TimeoutException("away");
        var keeping = Keep(_store, Lease);
        await PassAsync(Third, 1);
        for (var tries = 2; tries <= 40; tries++)
        {
            await PassAsync(Second, tries);
        }

        // Sixty seconds after the claim: nobody knows any longer whose the event is
        await LoseAsync(keeping, Second);

        Assert.Equal(41, _store.Steps.Count);
        var lines = _logger.Collector.GetSnapshot();
        Assert.Equal(41, lines.Count(line => line.Id.Name == "StoreFailed" && line.Message.Contains("renew", StringComparison.Ordinal) && line.Exception is TimeoutException));
        Assert.Equal("LeaseLost", lines[^1].Id.Name);
    }

    [Fact]
    public async Task Keep_StoreAwayForAWhile_HoldsFromTheLastRenewalOn()
    {
        var away = false;
        _store.OnRenew = () => away ? throw new TimeoutException("away") : true;
        var keeping = Keep(_store, Lease);
        await PassAsync(Third, 1);
        away = true;
        await PassAsync(Third, 2);
        for (var tries = 3; tries <= 41; tries++)
        {
            await PassAsync(Second, tries);
        }

        away = false;
        await PassAsync(Second, 42);
        await PassAsync(Third - Instant, 42);
        await PassAsync(Instant, 43);

        await EndAsync(keeping);
    }

    [Fact]
    public async Task Keep_ShortLease_TriesAgainInAThirdOfIt()
    {
        _store.OnRenew = () => throw new TimeoutException("away");
        var lease = TimeSpan.FromSeconds(1.5);
        var keeping = Keep(_store, lease);
        await PassAsync(lease / 3, 1);
        await PassAsync(lease / 3, 2);

        await LoseAsync(keeping, lease / 3);

        Assert.Equal(3, _store.Steps.Count);
    }

    [Fact]
    public async Task Keep_StoreHangs_GivesTheAttemptUpAfterAThirdOfTheLease()
    {
        var store = new HangingStore();
        var keeping = Keep(store, Lease);
        _time.Advance(Third);
        await Eventually.HoldsAsync(() => store.Attempts == 1);
        _time.Advance(Third - Instant);
        Assert.False(store.Last.IsCancellationRequested);

        _time.Advance(Instant);

        Assert.True(store.Last.IsCancellationRequested);
        await EndAsync(keeping);
    }

    private Task Keep(IIllowIdempotencyStore store, TimeSpan lease) =>
        new LeaseRenewal(store, _time, _logger).KeepAsync(_handler.Task, Claim, lease, () => _lost++);

    // Each attempt arms two timers, the store's patience and the next waiting: with them the step is over
    private async Task PassAsync(TimeSpan time, int renewals)
    {
        _time.Advance(time);
        await Eventually.HoldsAsync(() => _time.Armed > 2 * renewals);
        Assert.Equal((renewals, 0), (_store.Steps.Count, _lost));
    }

    private async Task LoseAsync(Task keeping, TimeSpan time)
    {
        Assert.Equal(0, _lost);
        _time.Advance(time);
        await keeping.WaitAsync(Patience);
        Assert.Equal(1, _lost);
    }

    private async Task EndAsync(Task keeping)
    {
        _handler.SetResult();
        await keeping.WaitAsync(Patience);
        Assert.Equal(0, _lost);
    }

    private sealed class ArmedTime : FakeTimeProvider
    {
        private int _armed;

        internal int Armed => Volatile.Read(ref _armed);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            Interlocked.Increment(ref _armed);
            return timer;
        }
    }

    private sealed class HangingStore : IIllowIdempotencyStore
    {
        internal int Attempts { get; private set; }

        internal CancellationToken Last { get; private set; }

        public async ValueTask<bool> RenewAsync(IllowClaim claim, TimeSpan lease, CancellationToken cancellationToken)
        {
            (Attempts, Last) = (Attempts + 1, cancellationToken);
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return true;
        }

        public ValueTask<IllowClaimResult> ClaimAsync(IllowClaimRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<bool> CompleteAsync(IllowClaim claim, TimeSpan retention, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask ReleaseAsync(IllowClaim claim, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
