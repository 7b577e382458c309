using Illow.AspNetCore.Idempotency;
using Illow.AspNetCore.Middleware;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Illow.AspNetCore.Tests.Idempotency;

/// <summary>
/// When a claim is renewed while its handler runs, and when it is given up, to the millisecond of a clock that a test drives.
/// </summary>
public sealed class LeaseRenewalTests
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Third = Lease / 3;
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Instant = TimeSpan.FromMilliseconds(1);
    private static readonly IllowClaim Claim = new(IllowDigest.Of([]), Guid.NewGuid(), 1);

    private readonly FakeTimeProvider _time = new();
    private readonly FakeLogger _logger = new();
    private readonly ScriptedStore _store = new();
    private readonly VerifiedDelivery _delivery = NewDelivery();
    private readonly List<LeaseRenewal.Held> _held = [];
    private LeaseRenewal? _renewal;

    [Fact]
    public async Task Begin_WhileTheHandlerRuns_RenewsEachThirdOfTheLease()
    {
        var held = Begin(_store, Lease);
        for (var renewals = 0; renewals < 5; renewals++)
        {
            await PassAsync(Third - Instant, renewals);
            await PassAsync(Instant, renewals + 1);
        }

        End(held);
    }

    [Fact]
    public void End_HandlerIsDone_NothingIsRenewed()
    {
        var held = Begin(_store, Lease);
        _time.Advance(Third - Instant);

        End(held);
        _time.Advance(Lease);

        Assert.Empty(_store.Steps);
    }

    [Fact]
    public async Task Complete_RenewalRefused_IsNoLoss()
    {
        // The event may have been recorded a moment before
        _store.OnRenew = () => false;
        var other = NewDelivery();
        var held = Begin(_store, Lease);
        Add(other, Lease);

        _renewal!.Complete(held);
        _time.Advance(Third);

        await Eventually.HoldsAsync(() => other.IsClaimLost && _store.Steps.Count == 2);
        _time.Advance(Lease);
        Assert.Equal(2, _store.Steps.Count);
        Assert.Single(_logger.Collector.GetSnapshot());
        End(held);
    }

    [Fact]
    public async Task Begin_SeveralHandlers_EachIsRenewedInItsOwnTime()
    {
        var other = NewDelivery();
        var first = Begin(_store, Lease);
        _time.Advance(Third / 2);
        var second = Add(other, Lease);

        await PassAsync(Third / 2, 1);
        await PassAsync(Third / 2, 2);
        End(first);
        await PassAsync(Third / 2, 2);
        await PassAsync(Third / 2, 3);

        End(second);
        Assert.False(other.IsClaimLost);
    }

    [Fact]
    public async Task Begin_TwoHandlersAtAlmostTheSameTime_AreRenewedWithinA32ndOfTheLease()
    {
        var first = Begin(_store, Lease);
        _time.Advance(Instant);
        var second = Add(NewDelivery(), Lease);

        await PassAsync(Third - Instant, 1);
        await PassAsync((Lease / 32) - Instant, 1);
        await PassAsync(Instant, 2);

        End(first);
        End(second);
    }

    [Fact]
    public async Task End_RenewalUnderWay_ItsRefusalIsNoLoss()
    {
        var answer = new TaskCompletionSource<bool>();
        _store.OnRenewAsync = () => answer.Task;
        var held = Begin(_store, Lease);
        _time.Advance(Third);
        await Eventually.HoldsAsync(() => _store.Has("renew"));

        End(held);
        answer.SetResult(false);

        Assert.False(_delivery.IsClaimLost);
        Assert.Empty(_logger.Collector.GetSnapshot());
    }

    [Fact]
    public async Task Begin_AfterALongerLease_IsRenewedInItsOwnTime()
    {
        Begin(_store, Lease);
        var brief = Add(NewDelivery(), 3 * Second);

        await PassAsync(Second, 1);

        End(brief);
    }

    [Fact]
    public async Task Renew_Refused_IsLostAtOnceAndLogged()
    {
        _store.OnRenew = () => false;
        Begin(_store, Lease);

        await LoseAsync(Third);

        Assert.Equal("renew", Assert.Single(_store.Steps));
        Assert.Equal("LeaseLost", Assert.Single(_logger.Collector.GetSnapshot()).Id.Name);
    }

    [Fact]
    public async Task Renew_StoreAway_TriesEachSecondUntilTheLeaseIsOver()
    {
        _store.OnRenew = () => throw new TimeoutException("away");
        Begin(_store, Lease);
        await PassAsync(Third, 1);
        for (var tries = 2; tries <= 40; tries++)
        {
            await PassAsync(Second, tries);
        }

        // Sixty seconds after the claim: nobody knows any longer whose the event is
        await LoseAsync(Second);

        Assert.Equal(41, _store.Steps.Count);
        var lines = _logger.Collector.GetSnapshot();
        Assert.Equal(
            41,
            lines.Count(line =>
                line.Id.Name == "StoreFailed"
                && line.Message.Contains("renew", StringComparison.Ordinal)
                && line.Exception is TimeoutException));
        Assert.Equal("LeaseLost", lines[^1].Id.Name);
    }

    [Fact]
    public async Task Renew_StoreAwayForAWhile_HoldsFromTheLastRenewalOn()
    {
        var away = false;
        _store.OnRenew = () => away ? throw new TimeoutException("away") : true;
        var held = Begin(_store, Lease);
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

        End(held);
    }

    [Fact]
    public async Task Renew_TakesTime_HoldsFromTheAskingOn()
    {
        // The store counts from some moment within the call, so only its beginning is sure
        var calls = 0;
        _store.OnRenew = () =>
        {
            if (++calls > 1)
            {
                throw new TimeoutException("away");
            }

            _time.Advance(Third / 2);
            return true;
        };
        Begin(_store, Lease);
        await PassAsync(Third, 1);
        await PassAsync(Third / 2, 2);
        for (var tries = 3; tries <= 41; tries++)
        {
            await PassAsync(Second, tries);
        }

        await LoseAsync(Second);
    }

    [Fact]
    public async Task Renew_ShortLease_TriesAgainInAThirdOfIt()
    {
        _store.OnRenew = () => throw new TimeoutException("away");
        var lease = TimeSpan.FromSeconds(1.5);
        Begin(_store, lease);
        await PassAsync(lease / 3, 1);
        await PassAsync(lease / 3, 2);

        await LoseAsync(lease / 3);

        Assert.Equal(3, _store.Steps.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Renew_StoreHangs_GivesTheAttemptUpAfterAThirdOfTheLease(bool heedsItsToken)
    {
        var store = new HangingStore(heedsItsToken);
        Begin(store, Lease);
        _time.Advance(Third);
        await Eventually.HoldsAsync(() => store.Attempts == 1);
        _time.Advance(Third - Instant);
        Assert.False(store.Last.IsCancellationRequested);

        _time.Advance(Instant);

        Assert.True(store.Last.IsCancellationRequested);
        await Eventually.HoldsAsync(() => _logger.Collector.GetSnapshot().Any(line => line.Id.Name == "StoreFailed"));
        await Eventually.HoldsAsync(() => _held[0].DueAt < long.MaxValue);
        _time.Advance(Second);
        await Eventually.HoldsAsync(() => store.Attempts == 2);
        Assert.False(_delivery.IsClaimLost);
    }

    [Fact]
    public async Task Renew_FailsAfterItWasGivenUp_IsLogged()
    {
        var answer = new TaskCompletionSource<bool>();
        _store.OnRenewAsync = () => answer.Task;
        Begin(_store, Lease);
        _time.Advance(Third);
        await Eventually.HoldsAsync(() => _store.Steps.Count == 1);
        _time.Advance(Third);
        await Eventually.HoldsAsync(() => _held[0].DueAt < long.MaxValue);
        var late = new InvalidTimeZoneException("too late");

        answer.SetException(late);

        await Eventually.HoldsAsync(() => _logger.Collector.GetSnapshot().Any(line => line.Exception == late));
    }

    [Fact]
    public async Task Lose_TokenCallbackThrows_IsLoggedAndEndsNothingElse()
    {
        _store.OnRenew = () => false;
        ((Microsoft.AspNetCore.Http.Features.IHttpRequestLifetimeFeature)_delivery).RequestAborted.Register(() =>
            throw new InvalidTimeZoneException("the handler's own"));
        Begin(_store, Lease);

        await LoseAsync(Third);

        await Eventually.HoldsAsync(() =>
            _logger.Collector.GetSnapshot().Any(line => line.Id.Name == "TokenCallbackFailed" && line.Exception is AggregateException));
    }

    private static VerifiedDelivery NewDelivery() => new(null!, null!, null!, null!, null!, "/hook") { Claim = Claim };

    private LeaseRenewal.Held Begin(IIllowIdempotencyStore store, TimeSpan lease)
    {
        _renewal = new LeaseRenewal(store, _time, _logger);
        return Add(_delivery, lease);
    }

    private LeaseRenewal.Held Add(VerifiedDelivery delivery, TimeSpan lease)
    {
        _held.Add(_renewal!.Begin(delivery, lease, _time.GetTimestamp()));
        return _held[^1];
    }

    // A claim that is being renewed is due at no time: with its next one the step is over
    private async Task PassAsync(TimeSpan time, int renewals)
    {
        _time.Advance(time);
        await Eventually.HoldsAsync(() => _held.TrueForAll(held => held.DueAt < long.MaxValue));
        Assert.Equal((renewals, false), (_store.Steps.Count, _delivery.IsClaimLost));
    }

    private async Task LoseAsync(TimeSpan time)
    {
        Assert.False(_delivery.IsClaimLost);
        _time.Advance(time);
        await Eventually.HoldsAsync(() => _delivery.IsClaimLost);
    }

    private void End(LeaseRenewal.Held held)
    {
        _renewal!.End(held);
        Assert.False(_delivery.IsClaimLost);
    }

    private sealed class HangingStore(bool heedsItsToken) : IIllowIdempotencyStore
    {
        internal int Attempts { get; private set; }

        internal CancellationToken Last { get; private set; }

        public async ValueTask<bool> RenewAsync(IllowClaim claim, TimeSpan lease, CancellationToken cancellationToken)
        {
            Last = cancellationToken;
            Attempts++;
            await Task.Delay(Timeout.Infinite, heedsItsToken ? cancellationToken : CancellationToken.None);
            return true;
        }

        public ValueTask<IllowClaimResult> ClaimAsync(IllowClaimRequest request, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public ValueTask<bool> CompleteAsync(IllowClaim claim, TimeSpan retention, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public ValueTask ReleaseAsync(IllowClaim claim, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
