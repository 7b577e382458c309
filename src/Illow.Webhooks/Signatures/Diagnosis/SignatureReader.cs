namespace Illow.Webhooks.Signatures.Diagnosis;

/// <summary>Explains the bytes of a signature: which key made it, and over what.</summary>
internal sealed class SignatureReader(
    IReadOnlyList<IllowPublicKey> keys,
    IReadOnlyList<IllowPublicKey> otherKeys,
    ReadOnlyMemory<byte> body,
    SignatureHash expected)
{
    /// <summary>Tells whether any of the keys makes signatures of that many bytes.</summary>
    internal bool Fits(int length) => keys.Concat(otherKeys).Any(key => key.SignatureLength == length);

    internal SignatureFinding Explain(byte[] signature)
    {
        if (!Fits(signature.Length))
        {
            return new(SignatureCause.LengthMismatch, ExplainLength(signature.Length));
        }

        return ExplainByKey(signature)
            ?? ExplainReversed(signature)
            ?? ExplainStranger(signature);
    }

    private SignatureFinding? ExplainByKey(byte[] signature)
    {
        foreach (var key in keys)
        {
            if (Open(key, signature) is { } finding)
            {
                return finding;
            }
        }

        foreach (var key in otherKeys)
        {
            if (Open(key, signature) is { } finding)
            {
                return new(
                    SignatureCause.OtherWebhook,
                    $"The signature is by the key {key.Fingerprint}, which belongs to another webhook than those that may deliver here. "
                    + $"{finding.Explanation}");
            }
        }

        return null;
    }

    private SignatureFinding? ExplainReversed(byte[] signature)
    {
        var reversed = signature.AsEnumerable().Reverse().ToArray();
        return ExplainByKey(reversed) is { } finding
            ? new(SignatureCause.ReversedBytes, "The bytes of the signature are in reverse order, as old Windows interfaces write them. "
                + $"Read that way: {finding.Explanation}")
            : null;
    }

    private SignatureFinding ExplainStranger(byte[] signature)
    {
        var fitting = keys.Where(key => key.SignatureLength == signature.Length).ToList();
        if (fitting.Count > 0 && !fitting.Any(key => RsaPublicOperation.IsInRange(key, signature)))
        {
            return new(SignatureCause.ValueOutOfRange, "The number that the signature stands for is larger than the key allows: "
                + "another key made it, or it was altered.");
        }

        var fingerprints = string.Join(", ", keys.Select(key => key.Fingerprint));
        return new(
            SignatureCause.OtherKey,
            $"None of the keys made this signature, whatever the body ({(keys.Count == 0 ? "none" : fingerprints)}). "
            + "Another webhook's key did, or the signature was altered on its way: compare the key shown in illow with the settings.");
    }

    private SignatureFinding? Open(IllowPublicKey key, byte[] signature)
    {
        var encoded = new byte[signature.Length];
        return RsaPublicOperation.TryRecover(key, signature, encoded)
            ? new EncodedMessageReader(key, body, expected).Explain(encoded)
            : null;
    }

    private string ExplainLength(int length)
    {
        var lengths = string.Join(" or ", keys.Concat(otherKeys).Select(key => key.SignatureLength).Distinct().Order());
        var guess = length switch
        {
            16 or 20 or 32 or 48 or 64 => "That is the length of a hash or an HMAC, which are no RSA signatures.",
            >= 68 and <= 72 => "That is the length of an ECDSA signature, and the keys are RSA.",
            >= 128 when length % 32 == 0 => $"That is the length for a key of {length * 8} bits.",
            _ => "The signature was cut or joined with something.",
        };

        return $"The signature has {length} bytes; the keys make signatures of {lengths}. {guess}";
    }
}
