using System.Buffers;

namespace Illow.AspNetCore.Middleware;

/// <summary>Bytes that come piece by piece, up to a limit, in pooled memory that grows with them. Not thread-safe.</summary>
/// <param name="maximum">How many bytes fit.</param>
internal sealed class GatheredBytes(int maximum) : IDisposable
{
    private const int FirstRoom = 16 * 1024;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(Math.Min(FirstRoom, maximum));
    private int _count;

    /// <summary>Takes a piece; false where it is more than fits.</summary>
    internal bool TryAdd(in ReadOnlySequence<byte> piece)
    {
        if (piece.Length > maximum - _count)
        {
            return false;
        }

        var length = (int)piece.Length;
        if (length > _bytes.Length - _count)
        {
            Grow(_count + length);
        }

        piece.CopyTo(_bytes.AsSpan(_count));
        _count += length;
        return true;
    }

    internal byte[] ToArray() => _bytes.AsSpan(0, _count).ToArray();

    public void Dispose() => ArrayPool<byte>.Shared.Return(_bytes);

    private void Grow(int needed)
    {
        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(Math.Max(needed, 2L * _bytes.Length), Math.Max(needed, maximum)));
        _bytes.AsSpan(0, _count).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
