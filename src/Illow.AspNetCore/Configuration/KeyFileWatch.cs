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
    private ImmutableDictionary<string, FileStamp> _stamps = ImmutableDictionary<string, FileStamp>.Empty;

    internal KeyFileWatch(TimeProvider time, Action changed)
    {
        _changed = changed;
        _timer = time.CreateTimer(static state => ((KeyFileWatch)state!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    internal void Watch(ImmutableArray<string> files)
    {
        // A known file keeps the stamp from before it was read: a change during the reading is then seen at the next look
        var known = _stamps;
        _stamps = files.Distinct().ToImmutableDictionary(file => file, file => known.TryGetValue(file, out var stamp) ? stamp : FileStamp.Of(file));
        var interval = files.IsEmpty ? Timeout.InfiniteTimeSpan : Interval;
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
            var seen = _stamps;
            var now = seen.ToImmutableDictionary(pair => pair.Key, pair => FileStamp.Of(pair.Key));
            if (now.Any(pair => pair.Value != seen[pair.Key]))
            {
                _stamps = now;
                _changed();
            }
        }
        finally
        {
            _looking.Exit();
        }
    }

    private readonly record struct FileStamp(long Length, DateTime WrittenUtc)
    {
        internal static FileStamp Of(string path)
        {
            try
            {
                var file = new FileInfo(path);
                var target = file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;
                return target.Exists ? new FileStamp(target.Length, target.LastWriteTimeUtc) : default;
            }
            catch (IOException)
            {
                return default;
            }
            catch (UnauthorizedAccessException)
            {
                return default;
            }
        }
    }
}
