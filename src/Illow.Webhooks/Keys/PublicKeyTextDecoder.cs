using System.Diagnostics.CodeAnalysis;

namespace Illow.Webhooks.Keys;

/// <summary>Unwraps the bytes of a key: byte order mark, blanks, literal <c>\n</c>, PEM lines, base64.</summary>
internal static class PublicKeyTextDecoder
{
    /// <summary>Characters of the longest text: an 8192-bit key takes 1,500 or so in PEM, the rest is indentation.</summary>
    internal const int LongestText = 16 * 1024;

    private const string Blanks = " \t\r\n";
    private const char ByteOrderMark = '\uFEFF';

    internal static bool TryOpen(
        string? text,
        [NotNullWhen(true)] out byte[]? der,
        out PublicKeyEncoding encoding,
        [NotNullWhen(false)] out string? problem)
    {
        der = null;
        encoding = PublicKeyEncoding.Unstated;

        // Before anything walks through it
        if (text?.Length > LongestText)
        {
            problem = PublicKeyProblem.TooLong;
            return false;
        }

        var plain = WithoutEscapes(Unwrapped(text)).Trim(Blanks);
        if (plain.IsEmpty)
        {
            problem = PublicKeyProblem.Missing;
            return false;
        }

        if (!PemBlock.IsOne(plain))
        {
            return CanonicalBase64.TryDecode(plain, out der, out problem);
        }

        if (!PemBlock.TryRead(plain, out encoding, out var body, out problem))
        {
            return false;
        }

        problem = KeyTextDiagnosis.IsUnlikeAKey(body.Trim()) ? PublicKeyProblem.NotLikeAKeyInBlock : null;
        return problem is null && CanonicalBase64.TryDecode(body, out der, out problem);
    }

    /// <summary>
    /// Names what a text is that did not turn out to be a key; null where it may be meant as one, or is nothing or too long.
    /// </summary>
    internal static string? Diagnose(string? text) =>
        text is null || text.Length > LongestText || Unwrapped(text) is not { IsEmpty: false } inner
            ? null
            : KeyTextDiagnosis.Diagnose(inner);

    private static ReadOnlySpan<char> Unwrapped(string? text) => WithoutByteOrderMark(text.AsSpan().Trim()).Trim();

    private static ReadOnlySpan<char> WithoutByteOrderMark(ReadOnlySpan<char> text) =>
        text is [ByteOrderMark, .. var rest] ? rest : text;

    // A literal \n or \r has as many characters as the two blanks that take its place
    private static ReadOnlySpan<char> WithoutEscapes(ReadOnlySpan<char> text)
    {
        if (!text.Contains('\\'))
        {
            return text;
        }

        var plain = text.ToArray();
        for (var i = 0; i + 1 < plain.Length; i++)
        {
            if (plain[i] == '\\' && plain[i + 1] is 'n' or 'r')
            {
                plain[i] = '\n';
                plain[++i] = '\n';
            }
        }

        return plain;
    }
}

/// <summary>The structure that the wrapping says it holds.</summary>
internal enum PublicKeyEncoding
{
    /// <summary>Bare base64: either of the two.</summary>
    Unstated,

    /// <summary>"PUBLIC KEY" (RFC 5280, 4.1).</summary>
    SubjectPublicKeyInfo,

    /// <summary>"RSA PUBLIC KEY" (RFC 8017, A.1.1).</summary>
    Pkcs1,
}
