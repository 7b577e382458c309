namespace Illow.AspNetCore.Redis;

/// <summary>
/// Redis's clock without asking for it each time: what a script read from it, and the time that has passed since. Never behind the clock
/// itself, and ahead of it by the time that the script's answer took at most. Thread-safe.
/// </summary>
internal sealed class ServerClock(TimeProvider time)
{
    // For how long a reading is good: clocks drift, and Redis may be another server by then
    private static readonly TimeSpan Validity = TimeSpan.FromMinutes(1);

    // The most that an answer may have taken, and that this host's own two clocks may be apart: a host that slept, or whose clock was set
    private static readonly TimeSpan Tolerance = TimeSpan.FromMilliseconds(500);

    private volatile Reading? _reading;

    /// <summary>Microseconds since 1970 UTC; null where Redis has to be asked.</summary>
    internal long? Now
    {
        get
        {
            if (_reading is not { } reading)
            {
                return null;
            }

            var passed = time.GetElapsedTime(reading.AskedAt);
            var byCalendar = time.GetUtcNow() - reading.AskedOn;
            return passed < Validity && (byCalendar - passed).Duration() < Tolerance
                ? reading.Microseconds + (passed.Ticks / TimeSpan.TicksPerMicrosecond)
                : null;
        }
    }

    /// <summary>Begins a reading: called before Redis is asked.</summary>
    internal Asking Ask() => new(time.GetTimestamp(), time.GetUtcNow());

    /// <summary>Redis has answered.</summary>
    internal void Learn(Asking asked, long microseconds)
    {
        if (time.GetElapsedTime(asked.At) < Tolerance)
        {
            _reading = new Reading(microseconds, asked.At, asked.On);
        }
    }

    /// <summary>When Redis was asked, by this host's two clocks.</summary>
    internal readonly record struct Asking(long At, DateTimeOffset On);

    private sealed record Reading(long Microseconds, long AskedAt, DateTimeOffset AskedOn);
}
