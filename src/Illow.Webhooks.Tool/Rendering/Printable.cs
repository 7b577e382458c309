using System.Globalization;
using System.Text;

namespace Illow.Webhooks.Tool.Rendering;

/// <summary>Text of others for a terminal: no control characters, which could move the cursor or forge lines, and not too long.</summary>
internal static class Printable
{
    internal const int LongestText = 2000;

    internal static string Of(string text, int longest = LongestText)
    {
        var result = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (result.Length >= longest)
            {
                return result.Append('…').ToString();
            }

            if (IsHarmless(rune))
            {
                result.Append(rune);
            }
            else
            {
                result.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
            }
        }

        return result.ToString();
    }

    private static bool IsHarmless(Rune rune) => Rune.GetUnicodeCategory(rune)
        is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate or UnicodeCategory.OtherNotAssigned);
}
