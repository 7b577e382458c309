namespace Illow.AspNetCore.Idempotency.InMemory;

/// <summary>
/// The completed events of one shard: a ring in the order of completion, so that the oldest end first and are dropped without a
/// search, with a hash index over it. A record takes 80 bytes and 4 to 8 of the index. Not thread-safe: its shard locks.
/// </summary>
/// <remarks>
/// The ring is cut into segments: none is ever copied, none is large enough for the large object heap, and those of dropped records are
/// given back.
/// </remarks>
internal sealed class CompletedEvents
{
    private const int SegmentBits = 6;
    private const int SegmentLength = 1 << SegmentBits;
    private const int None = -1;

    // Both lengths are powers of two, so that a place in the ring is a mask away from a record's running number
    private Entry[]?[] _segments = [];
    private int[] _buckets = [];
    private long _oldest;

    internal int Count { get; private set; }

    /// <summary>Looks a live record up.</summary>
    internal bool TryGet(in IllowDigest scope, long now, out IllowDigest bodyHash)
    {
        if (Count > 0)
        {
            for (var place = BucketOf(scope); place != None;)
            {
                // The newest of a scope stands first in its chain: an older one that has ended is never mistaken for it
                ref var entry = ref At(place);
                if (entry.Scope == scope)
                {
                    bodyHash = entry.BodyHash;
                    return entry.EndsAt > now;
                }

                place = entry.Next;
            }
        }

        bodyHash = default;
        return false;
    }

    internal void Add(in IllowDigest scope, in IllowDigest bodyHash, long endsAt)
    {
        var number = _oldest + Count;
        if (SegmentOf(number) - SegmentOf(_oldest) == _segments.Length)
        {
            Grow();
        }

        var place = PlaceOf(number);
        _segments[place >> SegmentBits] ??= new Entry[SegmentLength];
        ref var entry = ref At(place);
        entry.Scope = scope;
        entry.BodyHash = bodyHash;
        entry.EndsAt = endsAt;
        PutFirst(ref entry, place);
        Count++;
    }

    /// <summary>Drops records from the oldest on as long as they have ended, and says how many.</summary>
    internal int DropEnded(long now)
    {
        var dropped = 0;
        while (Count > 0 && At(PlaceOf(_oldest)).EndsAt <= now)
        {
            var place = PlaceOf(_oldest);
            Unlink(place);
            _oldest++;
            Count--;
            dropped++;
            if (_oldest % SegmentLength == 0)
            {
                _segments[place >> SegmentBits] = null;
            }
        }

        return dropped;
    }

    private static long SegmentOf(long number) => number >> SegmentBits;

    private int PlaceOf(long number) => (int)(number & ((_segments.Length << SegmentBits) - 1));

    private ref Entry At(int place) => ref _segments[place >> SegmentBits]![place & (SegmentLength - 1)];

    private ref int BucketOf(in IllowDigest scope) => ref _buckets[scope.GetHashCode() & (_buckets.Length - 1)];

    private void PutFirst(ref Entry entry, int place)
    {
        ref var bucket = ref BucketOf(entry.Scope);
        entry.Next = bucket;
        bucket = place;
    }

    private void Unlink(int place)
    {
        ref var entry = ref At(place);
        ref var link = ref BucketOf(entry.Scope);
        while (link != place)
        {
            link = ref At(link).Next;
        }

        link = entry.Next;
    }

    // The table of segments doubles, the records stay where they are: only their places are numbered anew
    private void Grow()
    {
        var segments = new Entry[]?[Math.Max(1, 2 * _segments.Length)];
        var first = SegmentOf(_oldest);
        for (var i = 0; i < _segments.Length; i++)
        {
            segments[(first + i) & (segments.Length - 1)] = _segments[(first + i) & (_segments.Length - 1)];
        }

        _segments = segments;
        _buckets = new int[segments.Length << SegmentBits];
        Array.Fill(_buckets, None);
        for (var i = 0; i < Count; i++)
        {
            var place = PlaceOf(_oldest + i);
            PutFirst(ref At(place), place);
        }
    }

    private struct Entry
    {
        internal IllowDigest Scope;
        internal IllowDigest BodyHash;
        internal long EndsAt;
        internal int Next;
    }
}
