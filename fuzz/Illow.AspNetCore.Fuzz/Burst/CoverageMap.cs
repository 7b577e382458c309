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
        var isNew = false;
        var words = new ReadOnlySpan<ulong>(_counts, Size / sizeof(ulong));
        for (var word = 0; word < words.Length; word++)
        {
            if (words[word] != 0)
            {
                isNew |= Learn(word * sizeof(ulong));
            }
        }

        return isNew;
    }

    private bool Learn(int start)
    {
        var isNew = false;
        for (var i = start; i < start + sizeof(ulong); i++)
        {
            var bit = Classes[_counts[i]];
            if ((bit & ~_seen[i]) != 0)
            {
                _seen[i] |= bit;
                Seen++;
                isNew = true;
            }
        }

        return isNew;
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
