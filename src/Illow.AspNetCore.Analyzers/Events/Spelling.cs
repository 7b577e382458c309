using Illow.Shared;

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

                distance += EditDistance.Between(parts[i], knownParts[i]);
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
}
