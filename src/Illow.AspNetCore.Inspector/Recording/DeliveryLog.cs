using Microsoft.Extensions.Options;

namespace Illow.AspNetCore.Inspector.Recording;

/// <summary>The last deliveries, bounded by number and by memory: the oldest make room. Thread-safe.</summary>
internal sealed class DeliveryLog(IOptions<IllowInspectorOptions> options, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly DeliveryRecord?[] _slots = new DeliveryRecord?[options.Value.Capacity];
    private readonly Dictionary<IllowDigest, long> _firsts = [];
    private readonly MinuteCounts _minutes = new();
    private readonly long _maximumMemory = options.Value.MaximumMemory;
    private TaskCompletionSource? _more;
    private long _oldest = 1;
    private long _last;
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

    internal void Add(DeliveryRecord record)
    {
        TaskCompletionSource? more;
        lock (_gate)
        {
            var size = record.Size;
            while (_oldest <= _last && (_last - _oldest + 1 >= _slots.Length || _memory + size > _maximumMemory))
            {
                DropOldest();
            }

            record.Id = ++_last;
            if (record.Scope is { } scope && !_firsts.TryAdd(scope, record.Id))
            {
                record.FirstId = _firsts[scope];
            }

            _slots[record.Id % _slots.Length] = record;
            _memory += size;
            _minutes.Count(record.ReceivedAt, record.Outcome);
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

    /// <summary>What came after the delivery of that number; all that is kept where it is 0.</summary>
    internal LogPage Since(long id)
    {
        lock (_gate)
        {
            var records = new List<DeliveryRecord>();
            for (var next = Math.Max(id + 1, _oldest); next <= _last; next++)
            {
                records.Add(_slots[next % _slots.Length]!);
            }

            return new LogPage(records, _oldest, _last, _minutes.Read(time.GetUtcNow()));
        }
    }

    /// <summary>Ends when there is a newer delivery than the one of that number.</summary>
    internal Task WaitAsync(long id)
    {
        lock (_gate)
        {
            return _last > id ? Task.CompletedTask : (_more ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    private void DropOldest()
    {
        ref var slot = ref _slots[_oldest % _slots.Length];
        var record = slot!;
        slot = null;
        _oldest++;
        _memory -= record.Size;
        if (record.Scope is { } scope && _firsts.TryGetValue(scope, out var first) && first == record.Id)
        {
            _firsts.Remove(scope);
        }
    }
}
