namespace Illow.AspNetCore.Configuration;

/// <summary>The rules for the name of a registration, wherever it comes from: settings, a URL or a key provider.</summary>
internal static class WebhookName
{
    internal const int MaximumLength = 128;

    internal static bool IsValid(string name) =>
        name.Length is > 0 and <= MaximumLength
        && !char.IsWhiteSpace(name[0])
        && !char.IsWhiteSpace(name[^1])
        && !name.Any(char.IsControl);

    /// <summary>
    /// Writes the one spelling that all names have which <see cref="StringComparison.OrdinalIgnoreCase"/> takes for equal; it has the same
    /// length.
    /// </summary>
    internal static void Fold(ReadOnlySpan<char> name, Span<char> destination)
    {
        name.ToUpperInvariant(destination);
        for (var i = 0; i < name.Length; i++)
        {
            // Ordinal comparison tells a few letters from what is otherwise their capital, such as the long s from S
            if (destination[i] != name[i]
                && char.IsBetween(name[i], '\u0080', '\uD7FF')
                && !name.Slice(i, 1).Equals(destination.Slice(i, 1), StringComparison.OrdinalIgnoreCase))
            {
                destination[i] = name[i];
            }
        }
    }
}
