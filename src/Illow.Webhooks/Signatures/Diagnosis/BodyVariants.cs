using System.Text;

namespace Illow.Webhooks.Signatures.Diagnosis;

/// <summary>
/// What a live request can show: the sender signed other bytes than it sent, or something on the way changed them. Development's answers
/// and the tool's doctor name it.
/// </summary>
internal static class BodyVariants
{
    private static readonly byte[] Lf = "\n"u8.ToArray();
    private static readonly byte[] CrLf = "\r\n"u8.ToArray();
    private static readonly byte[] Bom = [0xEF, 0xBB, 0xBF];

    /// <summary>Newlines, blanks, byte order marks and character encodings.</summary>
    internal static IEnumerable<BodyVariant> Plain(ReadOnlyMemory<byte> body)
    {
        var bytes = body.ToArray();
        if (bytes.AsSpan().EndsWith(CrLf))
        {
            yield return new(SignatureCause.BodyNewline, "A newline (CR LF) was added to the end of the body on its way.", bytes[..^2]);
        }

        if (bytes.AsSpan().EndsWith(Lf))
        {
            yield return new(SignatureCause.BodyNewline, "A newline (LF) was added to the end of the body on its way.", bytes[..^1]);
        }

        yield return new(SignatureCause.BodyNewline, "A newline (LF) at the end of the body was removed on its way.", [.. bytes, .. Lf]);
        yield return new(SignatureCause.BodyNewline,
            "A newline (CR LF) at the end of the body was removed on its way.", [.. bytes, .. CrLf]);
        yield return new(SignatureCause.BodyBlanks,
            "The sender signed the body without the white space around it.", bytes.AsSpan().Trim(" \t\r\n"u8).ToArray());

        var withLf = Replace(bytes, CrLf, Lf);
        yield return new(SignatureCause.BodyLineEndings, "Line endings in the body were changed from LF to CR LF on its way.", withLf);
        yield return new(SignatureCause.BodyLineEndings,
            "Line endings in the body were changed from CR LF to LF on its way.", Replace(withLf, Lf, CrLf));

        if (bytes.AsSpan().StartsWith(Bom))
        {
            yield return new(SignatureCause.BodyByteOrderMark,
                "A byte order mark was added to the start of the body on its way.", bytes[Bom.Length..]);
        }

        yield return new(SignatureCause.BodyByteOrderMark,
            "A byte order mark at the start of the body was removed on its way.", [.. Bom, .. bytes]);

        var text = Encoding.UTF8.GetString(bytes);
        foreach (var encoding in new[] { Encoding.Latin1, Encoding.Unicode, Encoding.BigEndianUnicode })
        {
            yield return new(SignatureCause.BodyCharset, $"The sender signed the body as {encoding.WebName}; "
                + "it arrived as UTF-8.", encoding.GetBytes(text));
        }

        yield return new(SignatureCause.BodyCharset, "The sender signed the body as UTF-8; "
            + "it arrived as iso-8859-1.", Encoding.UTF8.GetBytes(Encoding.Latin1.GetString(bytes)));
    }

    /// <summary>Texts of the body's bytes.</summary>
    internal static IEnumerable<BodyVariant> Texts(ReadOnlyMemory<byte> body)
    {
        foreach (var (name, text) in TextsOf(body.Span))
        {
            yield return new(SignatureCause.BodyTextSigned,
                $"The sender signed the body's {name} text, not its bytes.", Encoding.ASCII.GetBytes(text));
        }
    }

    /// <summary>Digests of the body, and texts of these.</summary>
    internal static IEnumerable<BodyVariant> Digests(ReadOnlyMemory<byte> body)
    {
        foreach (var hash in KnownHash.All)
        {
            if (hash.Compute(body.Span) is not { } digest)
            {
                continue;
            }

            yield return new(SignatureCause.DigestSigned, $"The sender signed the body's {hash.Name} digest as if it were the body, "
                + "so that it was hashed twice.", digest);
            foreach (var (name, text) in TextsOf(digest))
            {
                yield return new(SignatureCause.DigestTextSigned,
                    $"The sender signed the {name} text of the body's {hash.Name} digest, not the body.", Encoding.ASCII.GetBytes(text));
            }
        }
    }

    /// <summary>The usual texts of bytes.</summary>
    internal static (string Name, string Text)[] TextsOf(ReadOnlySpan<byte> bytes) =>
    [
        ("lower-case hexadecimal", Convert.ToHexStringLower(bytes)),
        ("upper-case hexadecimal", Convert.ToHexString(bytes)),
        ("base64", Convert.ToBase64String(bytes)),
    ];

    private static byte[] Replace(byte[] bytes, byte[] old, byte[] replacement)
    {
        var result = new List<byte>(bytes.Length);
        var rest = bytes.AsSpan();
        while (rest.IndexOf(old) is >= 0 and var index)
        {
            result.AddRange(rest[..index]);
            result.AddRange(replacement);
            rest = rest[(index + old.Length)..];
        }

        result.AddRange(rest);
        return [.. result];
    }
}

/// <summary>Bytes that the sender may have signed instead of the body, and what that would mean.</summary>
internal readonly record struct BodyVariant(SignatureCause Cause, string Explanation, byte[] Bytes);
