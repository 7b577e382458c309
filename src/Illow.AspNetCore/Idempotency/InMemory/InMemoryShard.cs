using System.Buffers.Binary;

namespace Illow.AspNetCore.Idempotency.InMemory;

/// <summary>One of the parts that the in-memory store is cut into, each with a lock of its own. Times are milliseconds of the monotonic clock.</summary>
internal sealed class InMemoryShard(Room room)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<IllowDigest, Held> _held = [];
    private readonly CompletedEvents _completed = new();

    internal IllowClaimResult Claim(IllowClaimRequest request, long now, Func<long> nextFence)
    {
        lock (_lock)
        {
            room.Free(_completed.DropEnded(now));
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

            if (!takenOver && !room.TryTake())
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
                room.Free(1);
            }
        }
    }

    internal void DropEnded(long now)
    {
        lock (_lock)
        {
            room.Free(_completed.DropEnded(now) + DropEndedClaims(now));
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
