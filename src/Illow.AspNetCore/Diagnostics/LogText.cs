using System.Globalization;
using System.Text;

namespace Illow.AspNetCore.Diagnostics;

/// <summary>
/// A sender's text made safe for a log line: escaped, so that it can neither break the line nor colour the terminal nor turn its
/// direction, and cut to 64 characters. Escapes when it is written, not when it is made.
/// </summary>
internal readonly record struct LogText(string? Value)
{
    internal const int MaximumLength = 64;

    public override string ToString() => Escape(Value);

    internal static string Escape(string? text)
    {
        if (text is null)
        {
            return "(none)";
        }

        var escaped = new StringBuilder(Math.Min(text.Length, MaximumLength));
        foreach (var rune in text.EnumerateRunes())
        {
            var written = IsPlain(rune) ? rune.ToString() : Invariant(rune);
            if (escaped.Length + written.Length > MaximumLength - 1)
            {
                return escaped.Append('…').ToString();
            }

            escaped.Append(written);
        }

        return escaped.ToString();
    }

    private static string Invariant(Rune rune) => string.Create(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:x}}}");

    // Letters and digits of any script, and ASCII punctuation but the quote, the escape character and angle brackets
    private static bool IsPlain(Rune rune) => rune.IsAscii
        ? rune.Value is >= ' ' and < 0x7f and not ('\\' or '"' or '<' or '>')
        : Rune.IsLetterOrDigit(rune);
}
