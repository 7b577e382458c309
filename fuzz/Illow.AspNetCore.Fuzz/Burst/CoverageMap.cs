using System.Runtime.InteropServices;
using SharpFuzz.Common;

namespace Illow.AspNetCore.Fuzz.Burst;

/// <summary>
/// The map into which instrumented code counts the edges that it passes, and what was ever seen in it. Counts are put into classes
/// (1, 2, 3, 4 to 7, …), as afl does: a loop that runs once more is news now and then, not each time.
/// </summary>
internal sealed unsafe class CoverageMap
{
    private const int Size = 1 << 16;

    private static readonly byte[] Classes = [.. Enumerable.Range(0, 256).Select(ClassOf)];

    private readonly byte* _counts;
    private readonly byte[] _seen = new byte[Size];

    internal CoverageMap()
    {
        _counts = (byte*)NativeMemory.AllocZeroed(Size);
        Trace.SharedMem = _counts;
    }

    /// <summary>Edges, each with its classes of counts, that any run has passed.</summary>
    internal int Seen { get; private set; }

    internal void Clear()
    {
        new Span<byte>(_counts, Size).Clear();
        Trace.PrevLocation = 0;
    }

    /// <summary>Whether the run since the last <see cref="Clear"/> passed anything new; notes it.</summary>
    internal bool Learn()
    {
        // Vectorised by the platform: nearly all of the map is zero
        var isNew = false;
        var counts = new ReadOnlySpan<byte>(_counts, Size);
        for (var at = 0; at < Size; at++)
        {
            var next = counts[at..].IndexOfAnyExcept((byte)0);
            if (next < 0)
            {
                break;
            }

            at += next;
            isNew |= Learn(at, counts[at]);
        }

        return isNew;
    }

    private bool Learn(int at, byte count)
    {
        var bit = Classes[count];
        if ((bit & ~_seen[at]) == 0)
        {
            return false;
        }

        _seen[at] |= bit;
        Seen++;
        return true;
    }

    private static byte ClassOf(int count) => count switch
    {
        0 => 0,
        1 => 1,
        2 => 2,
        3 => 4,
        < 8 => 8,
        < 16 => 16,
        < 32 => 32,
        < 128 => 64,
        _ => 128,
    };
}
