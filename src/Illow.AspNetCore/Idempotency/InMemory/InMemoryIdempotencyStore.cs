using System.Buffers.Binary;
using Illow.AspNetCore.Configuration;

namespace Illow.AspNetCore.Idempotency.InMemory;

/// <summary>
/// The default store: in this process alone, bounded, forgotten on restart. Measures time with the monotonic clock, so a step of the
/// wall clock ends no lease. Thread-safe.
/// </summary>
internal sealed class InMemoryIdempotencyStore : IIllowIdempotencyStore
{
    // Enough that two cores rarely meet, few enough that sweeping all of them is cheap
    private const int ShardCount = 64;

    private readonly TimeProvider _time;
    private readonly CapacityLimiter _capacity;
    private readonly InMemoryShard[] _shards;
    private long _lastFence;

    public InMemoryIdempotencyStore(WebhookSettingsMonitor settings, TimeProvider time)
        : this(() => settings.Current.Options.Idempotency.Capacity, time)
    {
    }

    internal InMemoryIdempotencyStore(Func<int> capacity, TimeProvider time)
    {
        _time = time;
        _capacity = new CapacityLimiter(capacity);
        _shards = [.. Enumerable.Range(0, ShardCount).Select(_ => new InMemoryShard(_capacity))];
        NextFence = () => Interlocked.Increment(ref _lastFence);
    }

    private Func<long> NextFence { get; }

    public ValueTask<IllowClaimResult> ClaimAsync(IllowClaimRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var now = Now();
        var result = ShardOf(request.Scope).Claim(request, now, NextFence);
        if (result.Status == IllowClaimStatus.Full)
        {
            // Other shards may hold records that have ended: their room counts before anything is refused
            Array.ForEach(_shards, shard => shard.DropEnded(now));
            result = ShardOf(request.Scope).Claim(request, now, NextFence);
        }

        return new(result);
    }

    public ValueTask<bool> RenewAsync(IllowClaim claim, TimeSpan lease, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(ShardOf(claim.Scope).Renew(claim, lease, Now()));
    }

    public ValueTask<bool> CompleteAsync(IllowClaim claim, TimeSpan retention, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(ShardOf(claim.Scope).Complete(claim, retention, Now()));
    }

    public ValueTask ReleaseAsync(IllowClaim claim, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ShardOf(claim.Scope).Release(claim);
        return ValueTask.CompletedTask;
    }

    // The shard by other bits than the index in it
    private InMemoryShard ShardOf(IllowDigest scope) => _shards[(scope.GetHashCode() >>> 24) % ShardCount];

    private long Now() => (long)_time.GetElapsedTime(0).TotalMilliseconds;
}

/// <summary>
/// One of the parts that the in-memory store is cut into, each with its own lock. Times are milliseconds of the monotonic clock.
/// </summary>
internal sealed class InMemoryShard(CapacityLimiter capacity)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<IllowDigest, Held> _held = [];
    private readonly CompletedEvents _completed = new();

    internal IllowClaimResult Claim(IllowClaimRequest request, long now, Func<long> nextFence)
    {
        lock (_lock)
        {
            capacity.Free(_completed.DropEnded(now));
            if (_completed.TryGet(request.Scope, now, out var bodyHash))
            {
                return new IllowClaimResult(bodyHash == request.BodyHash ? IllowClaimStatus.Completed : IllowClaimStatus.KeyReused);
            }

            var takenOver = _held.TryGetValue(request.Scope, out var holder);
            if (takenOver && holder.LeaseEndsAt > now)
            {
                return holder.BodyHash == request.BodyHash
                    ? IllowClaimResult.InProgress(TimeSpan.FromMilliseconds(holder.LeaseEndsAt - now))
                    : new IllowClaimResult(IllowClaimStatus.KeyReused);
            }

            if (!takenOver && !capacity.TryTake())
            {
                return new IllowClaimResult(IllowClaimStatus.Full);
            }

            // The number is this process's alone and never comes twice, so it tells owners apart as well as a random token would
            var fence = nextFence();
            var claim = new IllowClaim(request.Scope, OwnerOf(fence), fence);
            _held[request.Scope] = new Held(request.BodyHash, claim.Owner, now + (long)request.Lease.TotalMilliseconds);
            return IllowClaimResult.Claimed(claim);
        }
    }

    internal bool Renew(IllowClaim claim, TimeSpan lease, long now)
    {
        lock (_lock)
        {
            if (!TryGetOwn(claim, now, out var held))
            {
                return false;
            }

            _held[claim.Scope] = held with { LeaseEndsAt = now + (long)lease.TotalMilliseconds };
            return true;
        }
    }

    internal bool Complete(IllowClaim claim, TimeSpan retention, long now)
    {
        lock (_lock)
        {
            if (!TryGetOwn(claim, now, out var held))
            {
                return false;
            }

            _held.Remove(claim.Scope);
            _completed.Add(claim.Scope, held.BodyHash, now + (long)retention.TotalMilliseconds);
            return true;
        }
    }

    internal void Release(IllowClaim claim)
    {
        lock (_lock)
        {
            // An ended lease that nobody took over is still this owner's to give up
            if (_held.TryGetValue(claim.Scope, out var held) && held.Owner == claim.Owner)
            {
                _held.Remove(claim.Scope);
                capacity.Free(1);
            }
        }
    }

    internal void DropEnded(long now)
    {
        lock (_lock)
        {
            capacity.Free(_completed.DropEnded(now) + DropEndedClaims(now));
        }
    }

    // A holder that lost its lease and was never retried would else take room for ever
    private int DropEndedClaims(long now)
    {
        var before = _held.Count;
        foreach (var (scope, held) in _held)
        {
            if (held.LeaseEndsAt <= now)
            {
                _held.Remove(scope);
            }
        }

        return before - _held.Count;
    }

    private static Guid OwnerOf(long fence)
    {
        Span<byte> token = stackalloc byte[16];
        BinaryPrimitives.WriteInt128LittleEndian(token, fence);
        return new Guid(token);
    }

    private bool TryGetOwn(IllowClaim claim, long now, out Held held) =>
        _held.TryGetValue(claim.Scope, out held) && held.Owner == claim.Owner && held.LeaseEndsAt > now;

    private readonly record struct Held(IllowDigest BodyHash, Guid Owner, long LeaseEndsAt);
}

/// <summary>How many records fit, counted over all shards. Thread-safe.</summary>
internal sealed class CapacityLimiter(Func<int> capacity)
{
    private int _taken;

    internal bool TryTake()
    {
        if (Interlocked.Increment(ref _taken) <= capacity())
        {
            return true;
        }

        Interlocked.Decrement(ref _taken);
        return false;
    }

    internal void Free(int count)
    {
        if (count > 0)
        {
            Interlocked.Add(ref _taken, -count);
        }
    }
}
