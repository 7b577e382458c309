namespace Illow.AspNetCore.Analyzers.Events;

/// <summary>
/// Whether one event name is in all likelihood a misspelling of another. Narrow on purpose: names that differ by a word (updated, created),
/// a prefix (recreated), a number (created.v2) or a short first part (usr, dsr) are names of their own.
/// </summary>
internal static class Spelling
{
    private const int ShortPart = 4;

    internal static bool IsMisspelling(string name, string known, int tolerance)
    {
        if (name == known)
        {
            return false;
        }

        if (string.Equals(Bare(name), Bare(known), StringComparison.Ordinal))
        {
            return true;
        }

        var parts = name.ToLowerInvariant().Split('.');
        var knownParts = known.ToLowerInvariant().Split('.');
        if (parts.Length != knownParts.Length || Numbers(name) != Numbers(known))
        {
            return false;
        }

        var distance = 0;
        for (var i = 0; i < parts.Length; i++)
        {
            if (parts[i] != knownParts[i])
            {
                if (IsWordOfItsOwn(parts[i], knownParts[i]))
                {
                    return false;
                }

                distance += Distance(parts[i], knownParts[i]);
            }
        }

        return distance <= tolerance;
    }

    private static bool IsWordOfItsOwn(string part, string known)
    {
        // One other letter makes another word of a short one: usr, dsr
        if (Math.Min(part.Length, known.Length) <= ShortPart && part.Length == known.Length && Sorted(part) != Sorted(known))
        {
            return true;
        }

        return Math.Abs(part.Length - known.Length) > 1
            && (part.EndsWith(known, StringComparison.Ordinal) || known.EndsWith(part, StringComparison.Ordinal));
    }

    // Case and separators are what people mix up first: dsr-created, DsrCreated
    private static string Bare(string name) => new([.. name.Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant)]);

    private static string Numbers(string name) => new([.. name.Where(char.IsDigit)]);

    private static string Sorted(string part) => new([.. part.OrderBy(c => c)]);

    /// <summary>How many letters to add, drop, exchange or swap with their neighbour make one of the other.</summary>
    private static int Distance(string a, string b)
    {
        var beforeLast = new int[b.Length + 1];
        var last = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var row = new int[b.Length + 1];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var exchange = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                row[j] = Math.Min(exchange, Math.Min(last[j], row[j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    row[j] = Math.Min(row[j], beforeLast[j - 2] + 1);
                }
            }

            (beforeLast, last) = (last, row);
        }

        return last[b.Length];
    }
}
