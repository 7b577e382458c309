using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Illow.AspNetCore.Configuration;

/// <summary>A key file as it was read: its content, or why there is none. Two are the same content where their stamps are equal.</summary>
internal sealed class KeyFile
{
    internal const int MaximumSize = 64 * 1024;

    private KeyFile(string path, byte[] content, string? readError)
    {
        Path = path;
        ReadError = readError;
        IsTooLarge = content.Length > MaximumSize;

        // By content, not by date and length: tools that swap symbolic links bring files of one date, and keys are of one length
        Stamp = readError ?? Convert.ToBase64String(SHA256.HashData(content));
        Content = content;
    }

    internal string Path { get; }

    internal string Stamp { get; }

    internal bool IsTooLarge { get; }

    /// <summary>The kind of exception that kept the file from being read; null where it was.</summary>
    internal string? ReadError { get; }

    private byte[] Content { get; }

    internal static KeyFile Read(string path)
    {
        try
        {
            // One byte more than allowed: also of what has no length, such as a device
            using var file = File.OpenRead(path);
            var content = new byte[MaximumSize + 1];
            return new KeyFile(path, content[..file.ReadAtLeast(content, content.Length, throwOnEndOfStream: false)], null);
        }
        catch (Exception exception)
        {
            return new KeyFile(path, [], exception.GetType().Name);
        }
    }

    /// <summary>The content as text, in the encoding of its byte order mark, else UTF-8.</summary>
    [SuppressMessage("ApiDesign", "RS0030", Justification = "Bounded: the content is in memory already")]
    internal string ReadText()
    {
        using var reader = new StreamReader(new MemoryStream(Content));
        return reader.ReadToEnd();
    }
}

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
