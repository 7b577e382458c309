namespace Illow.Webhooks.Signatures.Diagnosis;

/// <summary>Searches for the bytes whose digest the sender signed.</summary>
internal sealed class SignedBodySearch(ReadOnlyMemory<byte> body, KnownHash hash, byte[] digest)
{
    /// <summary>Bodies over this many bytes are not varied.</summary>
    internal const int MaximumVariedLength = 4 * 1024 * 1024;

    /// <summary>Bodies over this many bytes are not written again as JSON.</summary>
    internal const int MaximumRewrittenLength = 256 * 1024;

    internal SignatureFinding Explain()
    {
        if (hash.Matches([], digest))
        {
            return new(SignatureCause.NothingSigned, "The sender signed an empty body, but this one is not empty.");
        }

        if (body.IsEmpty)
        {
            return new(SignatureCause.BodyEmpty, "The body is empty here, and the signed one was not: something read it before, "
                + "or it was not sent.");
        }

        foreach (var variant in Variants())
        {
            if (hash.Matches(variant.Bytes, digest))
            {
                return new(variant.Cause, variant.Explanation);
            }
        }

        return new(SignatureCause.OtherBody, $"The signature was made with {hash.Name} over other bytes than this body, "
            + "and none of the usual alterations explains it.");
    }

    private IEnumerable<BodyVariant> Variants()
    {
        if (body.Length > MaximumVariedLength)
        {
            return [];
        }

        var variants = BodyVariants.Plain(body).Concat(BodyVariants.Texts(body)).Concat(BodyVariants.Digests(body));
        return body.Length > MaximumRewrittenLength ? variants : variants.Concat(JsonVariants.Of(body));
    }
}
