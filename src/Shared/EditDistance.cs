namespace Illow.Shared;

/// <summary>
/// How far two texts are apart. Compiled into each project that needs it, since an analyzer can reference no other assembly.
/// </summary>
internal static class EditDistance
{
    /// <summary>How many characters to add, remove, replace or swap with their neighbour make one of the other.</summary>
    internal static int Between(string one, string other)
    {
        var beforeLast = new int[other.Length + 1];
        var last = new int[other.Length + 1];
        for (var j = 0; j <= other.Length; j++)
        {
            last[j] = j;
        }

        for (var i = 1; i <= one.Length; i++)
        {
            var row = new int[other.Length + 1];
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var replaced = last[j - 1] + (one[i - 1] == other[j - 1] ? 0 : 1);
                row[j] = Math.Min(replaced, Math.Min(last[j], row[j - 1]) + 1);
                if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1])
                {
                    row[j] = Math.Min(row[j], beforeLast[j - 2] + 1);
                }
            }

            (beforeLast, last) = (last, row);
        }

        return last[other.Length];
    }
}
