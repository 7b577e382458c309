using Microsoft.Extensions.Options;

namespace Illow.AspNetCore.Inspector.Recording;

/// <summary>The last deliveries, bounded by number and by memory: the oldest make room. Thread-safe.</summary>
internal sealed class DeliveryLog(IOptions<IllowInspectorOptions> options, TimeProvider time)
{
    private const int LongestEvent = 512;
    private const int MostRuns = 20;

    private readonly Lock _gate = new();
    private readonly DeliveryRecord?[] _slots = new DeliveryRecord?[options.Value.Capacity];
    private readonly Dictionary<(string, string?, string, EnvelopeIds), long> _firsts = [];
    private readonly Dictionary<Guid, long> _queued = [];
    private readonly MinuteCounts _minutes = new();
    private readonly long _maximumMemory = options.Value.MaximumMemory;
    private TaskCompletionSource? _more;
    private long _oldest = 1;
    private long _last;
    private long _change;
    private long _memory;

    internal int Capacity => _slots.Length;

    /// <summary>About how many bytes the kept deliveries take.</summary>
    internal long Memory
    {
        get
        {
            lock (_gate)
            {
                return _memory;
            }
        }
    }

    /// <summary>Adds a delivery and assigns its number. One that alone is larger than the limit is kept without its request.</summary>
    internal DeliveryRecord Add(DeliveryRecord record)
    {
        TaskCompletionSource? more;
        lock (_gate)
        {
            // Its run from the queue may have ended before the request left the pipeline
            record = FindQueued(record.QueuedId) is { IsElsewhere: true } early
                ? Complete(early, record)
                : Append(record, _last + 1);
            (more, _more) = (_more, null);
        }

        more?.SetResult();
        return record;
    }

    /// <summary>Adds a run to its delivery, or to a delivery that is made for it where the log knows none.</summary>
    internal void AddRun(Guid queuedId, RunRecord run, Func<DeliveryRecord> fromElsewhere)
    {
        TaskCompletionSource? more;
        lock (_gate)
        {
            var record = FindQueued(queuedId) ?? Append(fromElsewhere(), _last + 1);
            Replace(record with { Runs = [.. (record.Runs ?? []).TakeLast(MostRuns - 1), run] });
            (more, _more) = (_more, null);
        }

        more?.SetResult();
    }

    /// <summary>Puts back what an earlier run of the application kept, with its numbers, before the first delivery of this one.</summary>
    internal void Restore(IEnumerable<DeliveryRecord> records)
    {
        lock (_gate)
        {
            if (_last > 0)
            {
                return;
            }

            foreach (var record in records.Where(record => record.Id > 0).OrderBy(record => record.Id))
            {
                if (_last == 0)
                {
                    _oldest = record.Id;
                }

                // A gap would be a slot without a delivery
                Append(record with { First = null }, _last == 0 ? record.Id : _last + 1);
            }
        }
    }

    /// <summary>Forgets all deliveries. Numbers go on from the last one.</summary>
    internal void Clear()
    {
        TaskCompletionSource? more;
        lock (_gate)
        {
            while (_oldest <= _last)
            {
                DropOldest();
            }

            _minutes.Clear();
            (more, _more) = (_more, null);
        }

        more?.SetResult();
    }

    internal DeliveryRecord? Find(long id)
    {
        lock (_gate)
        {
            return id >= _oldest && id <= _last ? _slots[id % _slots.Length] : null;
        }
    }

    /// <summary>The number of a kept delivery by its number in the queue.</summary>
    internal long? FindId(Guid queuedId)
    {
        lock (_gate)
        {
            return FindQueued(queuedId)?.Id;
        }
    }

    /// <summary>The deliveries that were added or changed after the given change; all that are kept where it is 0.</summary>
    internal LogPage Since(long change)
    {
        lock (_gate)
        {
            var records = new List<DeliveryRecord>();
            for (var next = _oldest; next <= _last; next++)
            {
                var record = _slots[next % _slots.Length]!;
                if (record.Change > change)
                {
                    records.Add(record);
                }
            }

            return new LogPage(records, _oldest, _last, _change, _minutes.Read(time.GetUtcNow()));
        }
    }

    /// <summary>Completes when there is a later change than the given one, or when the log is cleared.</summary>
    internal Task WaitAsync(long change)
    {
        lock (_gate)
        {
            return _change > change ? Task.CompletedTask : (_more ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    private DeliveryRecord? FindQueued(Guid? queuedId) =>
        queuedId is { } queued && _queued.TryGetValue(queued, out var id) ? _slots[id % _slots.Length] : null;

    private DeliveryRecord Fit(DeliveryRecord record) => record.Size <= _maximumMemory ? record : record with
    {
        Request = InspectedRequest.None,
        Envelope = null,
        Event = record.Event is { Length: > LongestEvent } name ? name[..LongestEvent] + "…" : record.Event,
        Reason = null,
        ExceptionMessage = null,
        IsWhole = false,
    };

    private DeliveryRecord Append(DeliveryRecord record, long id)
    {
        record = Fit(record);
        var size = record.Size;
        while (_oldest <= _last && (_last - _oldest + 1 >= _slots.Length || _memory + size > _maximumMemory))
        {
            DropOldest();
        }

        _last = id;
        record.Id = id;
        record.Change = ++_change;
        _slots[id % _slots.Length] = record;
        _memory += size;
        if (record.QueuedId is { } queued)
        {
            _queued[queued] = id;
        }

        if (!record.IsElsewhere)
        {
            Index(record);
        }

        return record;
    }

    /// <summary>Puts what was received in the place of what was made for its runs.</summary>
    private DeliveryRecord Complete(DeliveryRecord early, DeliveryRecord record)
    {
        record.Id = early.Id;
        record = Replace(Fit(record with { Runs = early.Runs }));
        Index(record);
        return record;
    }

    private DeliveryRecord Replace(DeliveryRecord record)
    {
        record.Change = ++_change;
        ref var slot = ref _slots[record.Id % _slots.Length];
        _memory += record.Size - slot!.Size;
        slot = record;
        while (_memory > _maximumMemory && _oldest < _last)
        {
            DropOldest();
        }

        return record;
    }

    private void Index(DeliveryRecord record)
    {
        if (record.EventIdentity is { } identity && !_firsts.TryAdd(identity, record.Id))
        {
            record.First = _firsts[identity];
        }

        _minutes.Count(record.ReceivedAt, record.Outcome);
    }

    private void DropOldest()
    {
        ref var slot = ref _slots[_oldest % _slots.Length];
        var record = slot!;
        slot = null;
        _oldest++;
        _memory -= record.Size;
        if (record.EventIdentity is { } identity && _firsts.TryGetValue(identity, out var first) && first == record.Id)
        {
            _firsts.Remove(identity);
        }

        if (record.QueuedId is { } queued && _queued.TryGetValue(queued, out var id) && id == record.Id)
        {
            _queued.Remove(queued);
        }
    }
}

/// <summary>
/// The part of the log that a reader has not seen, the oldest first; the numbers of the oldest kept delivery and of the newest (0 before
/// the first); the number of the last change; and the counts of the last hour.
/// </summary>
internal sealed record LogPage(
    IReadOnlyList<DeliveryRecord> Records, long Oldest, long Last, long Change, IReadOnlyList<MinuteCount> Minutes);
