using System.Buffers;

namespace Illow.Webhooks.Messages;

/// <summary>Bytes that are appended and stay until the end: in the caller's stack memory, and in pooled memory once that is full.</summary>
/// <param name="first">The memory to begin with.</param>
internal ref struct PooledBuffer(Span<byte> first)
{
    private Span<byte> _bytes = first;
    private byte[]? _pooled;
    private int _used;

    /// <summary>Room to write to; not kept before <see cref="Keep"/>. Ends the life of spans handed out before.</summary>
    internal Span<byte> Reserve(int length)
    {
        if (_bytes.Length - _used < length)
        {
            var (kept, old) = (_used, _pooled);
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_bytes.Length * 2, kept + length));
            _bytes[..kept].CopyTo(larger);
            _bytes = _pooled = larger;
            if (old is not null)
            {
                ArrayPool<byte>.Shared.Return(old);
            }
        }

        return _bytes.Slice(_used, length);
    }

    /// <summary>Keeps the first bytes of what was reserved and tells where they are.</summary>
    internal int Keep(int length)
    {
        var start = _used;
        _used += length;
        return start;
    }

    internal readonly ReadOnlySpan<byte> Slice(int start, int length) => _bytes.Slice(start, length);

    internal readonly void Dispose()
    {
        if (_pooled is not null)
        {
            ArrayPool<byte>.Shared.Return(_pooled);
        }
    }
}
