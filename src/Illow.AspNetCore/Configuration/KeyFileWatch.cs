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
    private volatile ImmutableDictionary<string, string> _stamps = ImmutableDictionary<string, string>.Empty;

    internal KeyFileWatch(TimeProvider time, Action changed)
    {
        _changed = changed;
        _timer = time.CreateTimer(static state => ((KeyFileWatch)state!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Looks at these files from now on. What counts as a change is what differs from their content as it was read.</summary>
    internal void Watch(IEnumerable<KeyFile> files)
    {
        _stamps = files.DistinctBy(file => file.Path).ToImmutableDictionary(file => file.Path, file => file.Stamp);
        var interval = _stamps.IsEmpty ? Timeout.InfiniteTimeSpan : Interval;
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
            if (_stamps.Any(seen => KeyFile.Read(seen.Key).Stamp != seen.Value))
            {
                _changed();
            }
        }
        finally
        {
            _looking.Exit();
        }
    }
}
