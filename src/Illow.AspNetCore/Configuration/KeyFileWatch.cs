using System.Collections.Immutable;

namespace Illow.AspNetCore.Configuration;

/// <summary>
/// Looks once a second whether a key file changed. Polling, since file notifications miss the symbolic links by which
/// Kubernetes exchanges mounted secrets.
/// </summary>
internal sealed class KeyFileWatch : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Action _changed;
    private readonly ITimer _timer;
    private readonly Lock _looking = new();
    private ImmutableDictionary<string, string> _stamps = ImmutableDictionary<string, string>.Empty;

    internal KeyFileWatch(TimeProvider time, Action changed)
    {
        _changed = changed;
        _timer = time.CreateTimer(static state => ((KeyFileWatch)state!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Looks at these files from now on. What counts as a change is what differs from their content as it was read.</summary>
    internal void Watch(IEnumerable<KeyFile> files)
    {
        var stamps = files.DistinctBy(file => file.Path).ToImmutableDictionary(file => file.Path, file => file.Stamp);
        Volatile.Write(ref _stamps, stamps);
        var interval = stamps.IsEmpty ? Timeout.InfiniteTimeSpan : Interval;
        _timer.Change(interval, interval);
    }

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        // A slow disk must not pile up timer callbacks
        if (!_looking.TryEnter())
        {
            return;
        }

        try
        {
            var seen = Volatile.Read(ref _stamps);
            var now = seen.ToImmutableDictionary(file => file.Key, file => KeyFile.Read(file.Key).Stamp);

            // Remembered before it is acted on: a change that is refused is reported once, not every second
            if (now.Any(file => file.Value != seen[file.Key]) && Interlocked.CompareExchange(ref _stamps, now, seen) == seen)
            {
                _changed();
            }
        }
        catch (AggregateException)
        {
            // A logger threw, which must not end the process by way of the timer's thread
        }
        finally
        {
            _looking.Exit();
        }
    }
}
