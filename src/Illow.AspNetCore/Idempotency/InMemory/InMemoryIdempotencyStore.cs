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
    private readonly Room _room;
    private readonly InMemoryShard[] _shards;
    private long _lastFence;

    public InMemoryIdempotencyStore(WebhookSettingsMonitor settings, TimeProvider time)
        : this(() => settings.Current.Options.Idempotency.Capacity, time)
    {
    }

    internal InMemoryIdempotencyStore(Func<int> capacity, TimeProvider time)
    {
        _time = time;
        _room = new Room(capacity);
        _shards = [.. Enumerable.Range(0, ShardCount).Select(_ => new InMemoryShard(_room))];
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
