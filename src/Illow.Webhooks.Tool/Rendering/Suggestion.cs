using Illow.Shared;

namespace Illow.Webhooks.Tool.Rendering;

/// <summary>Names what was probably meant.</summary>
internal static class Suggestion
{
    private const int LargestDistance = 2;

    /// <summary>A sentence with a blank before it; empty where no name is near.</summary>
    internal static string For(string text, IEnumerable<string> known)
    {
        var near = known.MinBy(other => Distance(text, other));
        return near is not null && Distance(text, near) <= LargestDistance ? $" Did you mean {near}?" : "";
    }

    private static int Distance(string text, string other) => EditDistance.Between(text.ToUpperInvariant(), other.ToUpperInvariant());
}
