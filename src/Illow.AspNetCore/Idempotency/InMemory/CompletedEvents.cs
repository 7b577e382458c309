namespace Illow.AspNetCore.Idempotency.InMemory;

/// <summary>
/// The completed events of one shard: a ring in the order of completion, so that the oldest end first and are dropped without a
/// search, with a hash index over it. A record takes 80 bytes and 4 to 8 of the index. Not thread-safe: its shard locks.
/// </summary>
internal sealed class CompletedEvents
{
    private const int None = -1;
    private const int SmallestCapacity = 16;

    private Entry[] _ring = [];
    private int[] _buckets = [];
    private int _oldest;

    internal int Count { get; private set; }

    /// <summary>Looks a live record up.</summary>
    internal bool TryGet(IllowDigest scope, long now, out IllowDigest bodyHash)
    {
        if (Count > 0)
        {
            for (var i = _buckets[BucketOf(scope)]; i != None; i = _ring[i].Next)
            {
                // The newest of a scope stands first in its chain: an older one that has ended is never mistaken for it
                if (_ring[i].Scope == scope)
                {
                    bodyHash = _ring[i].BodyHash;
                    return _ring[i].EndsAt > now;
                }
            }
        }

        bodyHash = default;
        return false;
    }

    internal void Add(IllowDigest scope, IllowDigest bodyHash, long endsAt)
    {
        if (Count == _ring.Length)
        {
            Grow();
        }

        var position = (_oldest + Count) % _ring.Length;
        ref var bucket = ref _buckets[BucketOf(scope)];
        _ring[position] = new Entry { Scope = scope, BodyHash = bodyHash, EndsAt = endsAt, Next = bucket };
        bucket = position;
        Count++;
    }

    /// <summary>Drops records from the oldest on as long as they have ended, and says how many.</summary>
    internal int DropEnded(long now)
    {
        var dropped = 0;
        while (Count > 0 && _ring[_oldest].EndsAt <= now)
        {
            Unlink(_oldest);
            _ring[_oldest] = default;
            _oldest = (_oldest + 1) % _ring.Length;
            Count--;
            dropped++;
        }

        return dropped;
    }

    private int BucketOf(IllowDigest scope) => scope.GetHashCode() & (_buckets.Length - 1);

    private void Unlink(int position)
    {
        ref var link = ref _buckets[BucketOf(_ring[position].Scope)];
        while (link != position)
        {
            link = ref _ring[link].Next;
        }

        link = _ring[position].Next;
    }

    // By a quarter: doubling a million records would hold twice the memory that they need
    private void Grow()
    {
        var larger = new Entry[Math.Max(SmallestCapacity, _ring.Length + _ring.Length / 4)];
        _buckets = new int[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)larger.Length)];
        Array.Fill(_buckets, None);
        for (var i = 0; i < Count; i++)
        {
            larger[i] = _ring[(_oldest + i) % _ring.Length];
            ref var bucket = ref _buckets[BucketOf(larger[i].Scope)];
            larger[i].Next = bucket;
            bucket = i;
        }

        _ring = larger;
        _oldest = 0;
    }

    private struct Entry
    {
        internal IllowDigest Scope;
        internal IllowDigest BodyHash;
        internal long EndsAt;
        internal int Next;
    }
}
