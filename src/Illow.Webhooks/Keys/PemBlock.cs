using System.Diagnostics.CodeAnalysis;

namespace Illow.Webhooks.Keys;

/// <summary>Finds the one PEM block (RFC 7468) that a text may consist of. Where its lines break is of no matter.</summary>
internal static class PemBlock
{
    private const string Begin = "-----BEGIN ";
    private const string End = "-----END ";
    private const string Dashes = "-----";

    /// <summary>True where the text is meant as PEM, whole or damaged.</summary>
    internal static bool IsOne(ReadOnlySpan<char> text) =>
        text.Contains("---", StringComparison.Ordinal)
        || text.ContainsAny('\u2013', '\u2014') // what word processors make of hyphens
        || text.StartsWith("BEGIN ", StringComparison.OrdinalIgnoreCase);

    internal static bool TryRead(
        ReadOnlySpan<char> text,
        out PublicKeyEncoding encoding,
        out ReadOnlySpan<char> body,
        [NotNullWhen(false)] out string? problem)
    {
        encoding = PublicKeyEncoding.Unstated;
        body = default;
        problem = Split(text, out var before, out var label, out var afterBegin)
            ?? PemLabel.Read(label, out encoding)
            ?? FindEnd(afterBegin, label, out body, out var after)
            ?? Surroundings(before, after)
            ?? (body.IsWhiteSpace() ? PublicKeyProblem.EmptyBlock : null);
        return problem is null;
    }

    private static string? Surroundings(ReadOnlySpan<char> before, ReadOnlySpan<char> after)
    {
        // What a line break leaves that was escaped twice
        const string Leftover = "\\ \t\r\n";
        return before.IsEmpty && after.IsEmpty ? null
            : before.ContainsAnyExcept(Leftover) || after.ContainsAnyExcept(Leftover) ? PublicKeyProblem.TextAroundBlock
            : PublicKeyProblem.Backslashes;
    }

    private static string? Split(
        ReadOnlySpan<char> text,
        out ReadOnlySpan<char> before,
        out ReadOnlySpan<char> label,
        out ReadOnlySpan<char> afterBegin)
    {
        before = label = afterBegin = default;
        var begin = text.IndexOf(Begin, StringComparison.Ordinal);
        if (begin < 0)
        {
            return text.Contains(End, StringComparison.Ordinal) ? PublicKeyProblem.NoBeginLine : PublicKeyProblem.DamagedLines;
        }

        before = text[..begin];
        return TryTakeLabel(text[(begin + Begin.Length)..], out label, out afterBegin) ? null : PublicKeyProblem.DamagedLines;
    }

    private static string? FindEnd(
        ReadOnlySpan<char> afterBegin,
        ReadOnlySpan<char> label,
        out ReadOnlySpan<char> body,
        out ReadOnlySpan<char> after)
    {
        body = after = default;
        if (afterBegin.Contains(Begin, StringComparison.Ordinal))
        {
            return PublicKeyProblem.TwoBlocks;
        }

        var end = afterBegin.IndexOf(End, StringComparison.Ordinal);
        if (end < 0)
        {
            return PublicKeyProblem.NoEndLine;
        }

        body = afterBegin[..end];
        if (!TryTakeLabel(afterBegin[(end + End.Length)..], out var endLabel, out after))
        {
            return PublicKeyProblem.DamagedLines;
        }

        return endLabel.SequenceEqual(label) ? null : PublicKeyProblem.LabelsDiffer;
    }

    private static bool TryTakeLabel(ReadOnlySpan<char> text, out ReadOnlySpan<char> label, out ReadOnlySpan<char> rest)
    {
        var close = text.IndexOf(Dashes, StringComparison.Ordinal);
        label = close < 0 ? default : text[..close];
        rest = close < 0 ? default : text[(close + Dashes.Length)..];
        return close >= 0;
    }
}

/// <summary>What a PEM label promises.</summary>
internal static class PemLabel
{
    /// <summary>Null for the two labels of an RSA public key, else the problem.</summary>
    internal static string? Read(ReadOnlySpan<char> label, out PublicKeyEncoding encoding)
    {
        encoding = label switch
        {
            "PUBLIC KEY" => PublicKeyEncoding.SubjectPublicKeyInfo,
            "RSA PUBLIC KEY" => PublicKeyEncoding.Pkcs1,
            _ => PublicKeyEncoding.Unstated,
        };
        return encoding == PublicKeyEncoding.Unstated ? Refuse(label) : null;
    }

    private static string Refuse(ReadOnlySpan<char> label) => label switch
    {
        _ when Has(label, "CERTIFICATE REQUEST") => PublicKeyProblem.CertificateRequest,
        _ when Has(label, "CERTIFICATE") => PublicKeyProblem.Certificate,
        _ when Has(label, "PGP") => PublicKeyProblem.Pgp,
        _ when Has(label, "SSH") => PublicKeyProblem.OpenSsh,
        "PKCS7" or "PKCS #7 SIGNED DATA" or "CMS" => PublicKeyProblem.CertificateBag,
        "EC PARAMETERS" or "EC PUBLIC KEY" => PublicKeyProblem.EllipticCurve,
        "DSA PARAMETERS" or "DSA PUBLIC KEY" => PublicKeyProblem.Dsa,
        _ => PublicKeyProblem.UnknownBlock,
    };

    private static bool Has(ReadOnlySpan<char> label, string word) => label.Contains(word, StringComparison.Ordinal);
}
