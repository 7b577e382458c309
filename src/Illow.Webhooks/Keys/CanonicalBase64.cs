using System.Diagnostics.CodeAnalysis;

namespace Illow.Webhooks.Keys;

/// <summary>Decodes base64 (RFC 4648, section 4) that may be broken into lines, but is otherwise the one text of its bytes.</summary>
internal static class CanonicalBase64
{
    internal static bool TryDecode(
        ReadOnlySpan<char> text,
        [NotNullWhen(true)] out byte[]? bytes,
        [NotNullWhen(false)] out string? problem)
    {
        bytes = null;
        problem = Check(text, out var length);
        if (problem is not null)
        {
            return false;
        }

        bytes = new byte[length];
        return Convert.TryFromBase64Chars(text, bytes, out _);
    }

    private static string? Check(ReadOnlySpan<char> text, out int length)
    {
        int symbols = 0, padding = 0, last = 0;
        length = 0;
        foreach (var c in text)
        {
            if (c is ' ' or '\t' or '\r' or '\n')
            {
                continue;
            }

            if (c == '=')
            {
                padding++;
                continue;
            }

            var value = ValueOf(c);
            if (value < 0)
            {
                return PublicKeyProblem.StrayCharacter(c);
            }

            if (padding > 0)
            {
                return PublicKeyProblem.TextAfterPadding;
            }

            last = value;
            symbols++;
        }

        if (padding > 2 || symbols < 2 || (symbols + padding) % 4 != 0)
        {
            return PublicKeyProblem.IncompleteBase64;
        }

        length = ((symbols + padding) / 4 * 3) - padding;
        var spareBits = (1 << (2 * padding)) - 1;
        return (last & spareBits) == 0 ? null : PublicKeyProblem.SpareBits;
    }

    private static int ValueOf(char c) => c switch
    {
        >= 'A' and <= 'Z' => c - 'A',
        >= 'a' and <= 'z' => c - 'a' + 26,
        >= '0' and <= '9' => c - '0' + 52,
        '+' => 62,
        '/' => 63,
        _ => -1,
    };
}
