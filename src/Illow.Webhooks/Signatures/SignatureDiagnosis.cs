using Illow.Webhooks.Signatures.Diagnosis;

namespace Illow.Webhooks.Signatures;

/// <summary>
/// Says why a signature does not verify. RSA gives back what was signed, so most causes are read off it rather than guessed:
/// a right key shows the hash and the digest that the sender signed, whatever became of the body.
/// </summary>
/// <remarks>For people who hold the key and correct their set-up; its answers would help a forger. Never part of a verdict.</remarks>
internal static class SignatureDiagnosis
{
    private const int MaximumHeaderLength = 8 * 1024;

    /// <summary>Explains a header for a request that any of <paramref name="keys"/> might have signed.</summary>
    /// <param name="keys">The keys that count for the request.</param>
    /// <param name="body">The body as received.</param>
    /// <param name="headerText">The header's value; several values joined by commas; null for none.</param>
    /// <param name="expected">The hash that the settings name.</param>
    internal static SignatureFinding Explain(
        IReadOnlyList<IllowPublicKey> keys,
        ReadOnlyMemory<byte> body,
        string? headerText,
        SignatureHash expected) => Explain(keys, [], body, headerText, expected);

    /// <summary>Explains as above, and recognises the keys of other webhooks.</summary>
    internal static SignatureFinding Explain(
        IReadOnlyList<IllowPublicKey> keys,
        IReadOnlyList<IllowPublicKey> otherKeys,
        ReadOnlyMemory<byte> body,
        string? headerText,
        SignatureHash expected)
    {
        if (keys.Count + otherKeys.Count == 0)
        {
            return new(SignatureCause.NoKey, "No key was given to verify with.");
        }

        if (string.IsNullOrWhiteSpace(headerText))
        {
            return new(SignatureCause.HeaderMissing, "The request carries no signature: its header is missing or blank.");
        }

        if (headerText.Length > MaximumHeaderLength)
        {
            return new(SignatureCause.HeaderTooLong, $"The header has {headerText.Length} characters; "
                + $"the longest signature has {SignatureText.MaximumTextLength}.");
        }

        var reader = new SignatureReader(keys, otherKeys, body, expected);
        return headerText.Contains(',', StringComparison.Ordinal)
            ? ExplainSeveral(reader, headerText)
            : ExplainOne(reader, headerText);
    }

    /// <summary>Explains a header alone, whose body is not read because of its shape.</summary>
    internal static string ExplainShape(IReadOnlyList<IllowPublicKey> keys, string headerText)
    {
        if (headerText.Length > MaximumHeaderLength)
        {
            return Explain(keys, default, headerText, SignatureHash.Sha1).Explanation;
        }

        if (headerText.Contains(',', StringComparison.Ordinal))
        {
            return "The header holds several values; exactly one is accepted. Something on the way repeats the header or joins two.";
        }

        var reader = new SignatureReader(keys, [], default, SignatureHash.Sha1);
        var header = HeaderReader.Read(headerText, reader.Fits);
        return header.Cause == SignatureCause.None && header.Signature is { } signature
            ? reader.Explain(signature).Explanation
            : header.Explanation;
    }

    private static SignatureFinding ExplainSeveral(SignatureReader reader, string headerText)
    {
        var values = headerText.Split(',', StringSplitOptions.TrimEntries);
        var findings = values.Select(value => ExplainOne(reader, value)).ToList();
        var good = findings.Count(finding => finding.Cause == SignatureCause.None);
        var hint = good > 0 ? "" : " The longest of them: " + findings[LongestOf(values)].Explanation;
        return new(
            SignatureCause.HeaderRepeated,
            $"The header holds {values.Length} values, of which {good} would verify alone; exactly one is accepted. "
            + $"Something on the way repeats the header or joins two.{hint}");
    }

    private static int LongestOf(string[] values) => Array.IndexOf(values, values.MaxBy(value => value.Length));

    private static SignatureFinding ExplainOne(SignatureReader reader, string text)
    {
        var header = HeaderReader.Read(text, reader.Fits);
        if (header.Signature is not { } signature)
        {
            return new(header.Cause, header.Explanation);
        }

        var finding = reader.Explain(signature);
        if (header.Cause == SignatureCause.None)
        {
            return finding;
        }

        return new(header.Cause, $"{header.Explanation} Read that way: {finding.Explanation}");
    }
}

/// <summary>
/// What a diagnosis came to. <paramref name="Explanation"/> is plain English for a developer; it may hold fingerprints of keys,
/// never a text out of the header or the body.
/// </summary>
internal readonly record struct SignatureFinding(SignatureCause Cause, string Explanation);
