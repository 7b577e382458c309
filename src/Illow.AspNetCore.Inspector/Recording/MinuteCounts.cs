namespace Illow.AspNetCore.Inspector.Recording;

/// <summary>
/// The number of deliveries by outcome in each minute of the last hour. Bounded: outcomes are a closed set. Not thread-safe.
/// </summary>
internal sealed class MinuteCounts
{
    internal const int Kept = 60;

    private readonly Slot[] _slots = [.. Enumerable.Range(0, Kept).Select(_ => new Slot())];

    internal void Count(DateTimeOffset when, string outcome)
    {
        var minute = MinuteOf(when);
        var slot = _slots[minute % Kept];
        if (minute < slot.Minute)
        {
            return;
        }

        if (slot.Minute != minute)
        {
            slot.Minute = minute;
            slot.Outcomes.Clear();
        }

        slot.Outcomes[outcome] = slot.Outcomes.GetValueOrDefault(outcome) + 1;
    }

    internal void Clear()
    {
        foreach (var slot in _slots)
        {
            slot.Minute = 0;
            slot.Outcomes.Clear();
        }
    }

    /// <summary>The minutes that have deliveries, copied, the oldest first.</summary>
    internal List<MinuteCount> Read(DateTimeOffset now)
    {
        var oldest = MinuteOf(now) - Kept;
        return
        [
            .. _slots.Where(slot => slot.Minute > oldest)
                .OrderBy(slot => slot.Minute)
                .Select(slot => new MinuteCount(slot.Minute, new Dictionary<string, int>(slot.Outcomes, StringComparer.Ordinal))),
        ];
    }

    private static long MinuteOf(DateTimeOffset when) => when.ToUnixTimeSeconds() / 60;

    private sealed class Slot
    {
        internal long Minute { get; set; }

        internal Dictionary<string, int> Outcomes { get; } = new(StringComparer.Ordinal);
    }
}

/// <summary>The number of deliveries by outcome in one minute, which is counted from 1970, UTC.</summary>
internal sealed record MinuteCount(long Minute, IReadOnlyDictionary<string, int> Outcomes);
