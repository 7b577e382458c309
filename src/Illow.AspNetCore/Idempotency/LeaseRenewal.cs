using Illow.AspNetCore.Diagnostics;
using Illow.AspNetCore.Middleware;

namespace Illow.AspNetCore.Idempotency;

/// <summary>
/// Keeps the claims of running handlers alive from another thread, so that those of blocking handlers hold too, and tells a handler
/// whose claim is lost. One timer serves all claims and sleeps while no handler runs for long: a handler that is done at once costs
/// an entry in a set. Thread-safe.
/// </summary>
internal sealed class LeaseRenewal
{
    // Claims that fall due within this time are renewed together
    private const int WakingsPerLease = 32;

    private readonly IIllowIdempotencyStore _store;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private readonly HashSet<Held> _held = [];
    private long _wakesAt = long.MaxValue;

    internal LeaseRenewal(IIllowIdempotencyStore store, TimeProvider time, ILogger logger)
    {
        _store = store;
        _time = time;
        _logger = logger;
        _timer = time.CreateTimer(static state => ((LeaseRenewal)state!).Wake(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Renews the claim of a handler that is about to run, until <see cref="End"/>.</summary>
    /// <param name="delivery">Has the claim, and is notified when it is lost.</param>
    /// <param name="lease">How long it holds without renewal.</param>
    /// <param name="claimedAt">When the store was asked for the claim.</param>
    internal Held Begin(VerifiedDelivery delivery, TimeSpan lease, long claimedAt)
    {
        var held = new Held(delivery, lease, claimedAt);
        lock (_gate)
        {
            _held.Add(held);
            Schedule(held, claimedAt + Ticks(lease / 3));
        }

        return held;
    }

    /// <summary>The handler has succeeded: its claim is renewed until <see cref="End"/>, but its loss is reported to nobody.</summary>
    internal void Complete(Held held)
    {
        lock (_gate)
        {
            held.IsCompleting = true;
        }
    }

    /// <summary>The claim is needed no longer: nothing waits for a renewal that is under way.</summary>
    internal void End(Held held)
    {
        lock (_gate)
        {
            _held.Remove(held);
        }
    }

    private void Schedule(Held held, long dueAt)
    {
        held.DueAt = dueAt;
        if (dueAt < _wakesAt)
        {
            WakeAt(dueAt);
        }
    }

    private void WakeAt(long timestamp)
    {
        _wakesAt = timestamp;

        // Timers round down to milliseconds: a waking that is too early would have to come again
        var wait = Math.Ceiling(_time.GetElapsedTime(_time.GetTimestamp(), timestamp).TotalMilliseconds);
        _timer.Change(TimeSpan.FromMilliseconds(Math.Max(wait, 0)), Timeout.InfiniteTimeSpan);
    }

    private void Wake()
    {
        lock (_gate)
        {
            _wakesAt = long.MaxValue;
            var now = _time.GetTimestamp();
            var next = long.MaxValue;
            var rest = long.MaxValue;
            foreach (var held in _held)
            {
                if (held.DueAt <= now)
                {
                    held.DueAt = long.MaxValue;

                    // First in line on this thread, and on another where this one is held up by a store that blocks
                    ThreadPool.UnsafeQueueUserWorkItem(
                        static work => _ = work.Renewal.RenewAsync(work.Held), (Renewal: this, Held: held), preferLocal: true);
                }

                next = Math.Min(next, held.DueAt);
                rest = Math.Min(rest, Ticks(held.Lease) / WakingsPerLease);
            }

            if (next < long.MaxValue)
            {
                WakeAt(Math.Max(next, now + rest));
            }
        }
    }

    private async Task RenewAsync(Held held)
    {
        var asked = _time.GetTimestamp();
        var renewed = await TryRenewAsync(held);
        lock (_gate)
        {
            if (!_held.Contains(held))
            {
                return;
            }

            if (renewed is true)
            {
                // From the request on: the store may have counted from any time since
                held.HeldSince = asked;
                Schedule(held, asked + Ticks(held.Lease / 3));
                return;
            }

            if (renewed is null && _time.GetElapsedTime(held.HeldSince) < held.Lease)
            {
                // The store is away: the claim may still hold, but not past its lease
                Schedule(held, _time.GetTimestamp() + Ticks(TimeSpan.FromSeconds(Math.Min(1, held.Lease.TotalSeconds / 3))));
                return;
            }

            _held.Remove(held);
            if (held.IsCompleting)
            {
                // What is recorded as done cannot be renewed either: the completion knows
                return;
            }
        }

        Log.LeaseLost(_logger);
        held.Delivery.LoseClaim(_logger);
    }

    private async ValueTask<bool?> TryRenewAsync(Held held)
    {
        try
        {
            using var timeout = new CancellationTokenSource(held.Lease / 3, _time);
            var renewing = _store.RenewAsync(held.Claim, held.Lease, timeout.Token).AsTask();
            await LateFailures.WaitAsync(renewing, late => Report(held, late), timeout.Token);
            return await renewing;
        }
        catch (Exception exception)
        {
            Report(held, exception);
            return null;
        }
    }

    private void Report(Held held, Exception exception)
    {
        if (IsRunning(held))
        {
            Log.StoreFailed(_logger, "renew", exception);
        }
    }

    private bool IsRunning(Held held)
    {
        lock (_gate)
        {
            return _held.Contains(held);
        }
    }

    private long Ticks(TimeSpan time) => (long)(time.TotalSeconds * _time.TimestampFrequency);

    /// <summary>A claim whose handler runs, or whose event is being recorded.</summary>
    internal sealed class Held(VerifiedDelivery delivery, TimeSpan lease, long heldSince)
    {
        internal VerifiedDelivery Delivery { get; } = delivery;

        internal IllowClaim Claim => Delivery.Claim!.Value;

        internal TimeSpan Lease { get; } = lease;

        internal long HeldSince { get; set; } = heldSince;

        /// <summary>When it is to be renewed; the end of time while it is being renewed.</summary>
        internal long DueAt { get; set; }

        /// <summary>The handler has succeeded, and its event is being recorded.</summary>
        internal bool IsCompleting { get; set; }
    }
}
