using System.Text;

namespace Illow.Webhooks.Signatures.Diagnosis;

/// <summary>
/// Explains what RSA gave back under one key. Structure in it proves the key; without structure, the key is another
/// (by chance less than once in 2^50).
/// </summary>
internal sealed class EncodedMessageReader(IllowPublicKey key, ReadOnlyMemory<byte> body, SignatureHash expected)
{
    private const int ShortestPadding = 8;

    // Shorter numbers stand for themselves under any key: the signatures 0 and 1, or a small one where the exponent is 3
    private const int ShortestUnpadded = 16;

    internal SignatureFinding? Explain(byte[] encoded)
    {
        if (TryUnpad(encoded, out var payload))
        {
            return ExplainPayload(payload);
        }

        if (PssReader.Read(encoded, key.KeySize, body.Span) is { } pss)
        {
            return new(
                SignatureCause.PssPadding,
                $"The key {Key} is right, but the signature has PSS padding ({pss.Hash}); PKCS#1 v1.5 padding is expected. "
                + $"{Fit(pss.FitsBody)}");
        }

        return ExplainUnpadded(encoded);
    }

    private string Key => key.Fingerprint;

    private static bool TryUnpad(byte[] encoded, out byte[] payload)
    {
        payload = [];
        if (encoded is not [0x00, 0x01, ..])
        {
            return false;
        }

        var padding = encoded.AsSpan(2).IndexOfAnyExcept((byte)0xFF);
        if (padding < ShortestPadding || encoded[padding + 2] != 0x00)
        {
            return false;
        }

        payload = encoded[(padding + 3)..];
        return true;
    }

    private static string Fit(bool fits) => fits ? "It fits the body." : "It does not fit the body either.";

    private SignatureFinding ExplainPayload(byte[] payload)
    {
        if (DigestInfo.Read(payload) is { } info)
        {
            return info.IsCanonical
                ? ExplainDigest(info)
                : new(SignatureCause.DigestInfoEncoding, $"The key {Key} is right and the signature names {info.Name}, "
                    + $"but not in the one encoding that PKCS#1 prescribes. {Fit(info.Hash?.Matches(body.Span, info.Digest) == true)}");
        }

        return ExplainBare(payload);
    }

    private SignatureFinding? ExplainUnpadded(byte[] encoded)
    {
        var message = encoded.AsSpan().TrimStart((byte)0);
        if (message.Length < ShortestUnpadded || message.Length > encoded.Length / 2)
        {
            return null;
        }

        var fits = KnownHash.All.Any(hash => hash.Matches(body.Span, encoded.AsSpan(encoded.Length - hash.Length)));
        return new(SignatureCause.NoPadding,
            $"The key {Key} is right, but the signature has no padding; PKCS#1 v1.5 padding is expected. {Fit(fits)}");
    }

    private SignatureFinding ExplainBare(byte[] payload)
    {
        foreach (var hash in KnownHash.All)
        {
            if (hash.Compute(body.Span) is not { } digest)
            {
                continue;
            }

            if (payload.AsSpan().SequenceEqual(digest))
            {
                return new(SignatureCause.NoDigestInfo, $"The key {Key} and the body are right, "
                    + $"but the bare {hash.Name} digest was signed, without the DigestInfo that names the hash.");
            }

            if (BodyVariants.TextsOf(digest).Any(text => payload.AsSpan().SequenceEqual(Encoding.ASCII.GetBytes(text.Text))))
            {
                return new(SignatureCause.NoDigestInfo, $"The key {Key} and the body are right, but the text of the {hash.Name} digest was "
                    + "signed, without the DigestInfo that names the hash.");
            }
        }

        if (body.Span.SequenceEqual(payload))
        {
            return new(SignatureCause.NoDigest, $"The key {Key} and the body are right, but the body itself was signed, unhashed.");
        }

        return KnownHash.All.FirstOrDefault(hash => hash.Length == payload.Length) is { } bare
            ? new(SignatureCause.NoDigestInfo, $"The key {Key} is right, but a bare digest as long as {bare.Name}'s was signed, "
                + $"without the DigestInfo that names the hash. {Fit(false)}")
            : new(SignatureCause.NoDigest, $"The key {Key} is right, but what was signed is not a digest.");
    }

    private SignatureFinding ExplainDigest(DigestInfo info)
    {
        if (info.Hash is not { } hash || hash.Compute([]) is null)
        {
            return new(SignatureCause.OtherHash, $"The key {Key} is right, but the signature was made with {info.Name}, not {expected}.");
        }

        var isExpected = hash.Algorithm == expected.Name;
        if (hash.Matches(body.Span, info.Digest))
        {
            return isExpected
                ? new(SignatureCause.None, $"The signature verifies with the key {Key} and {expected}.")
                : new(SignatureCause.OtherHash, $"The key {Key} and the body are right, but the signature was made with {hash.Name}, "
                    + $"not {expected}.");
        }

        var finding = new SignedBodySearch(body, hash, info.Digest).Explain();
        var alsoHash = isExpected ? "" : $" It was made with {hash.Name}, too, not {expected}.";
        return finding with { Explanation = $"The key {Key} is right. {finding.Explanation}{alsoHash}" };
    }
}
