namespace Illow.Webhooks.Signatures;

/// <summary>Turns a check of a signature into a verdict. Pure, stateless and safe to share between threads.</summary>
internal sealed class SignatureVerifier(RsaSignatureCheck check, SignatureHash hash)
{
    /// <summary>The hash that the sender signs with.</summary>
    internal SignatureHash Hash => hash;

    /// <summary>Verifies a known answer; null, or why this host cannot verify.</summary>
    internal string? Test() => PlatformSelfTest.Run(check, hash);

    /// <summary>Verifies a signature over the digest of the body as received.</summary>
    /// <exception cref="ArgumentException">The digest is not one of <see cref="Hash"/>.</exception>
    internal IllowVerificationStatus Verify(IllowPublicKey key, ReadOnlySpan<byte> digest, ReadOnlySpan<byte> signature)
    {
        if (digest.Length != hash.Length)
        {
            throw new ArgumentException($"A digest of {hash} has {hash.Length} bytes, not {digest.Length}.", nameof(digest));
        }

        // Before the platform is asked: what it throws from here on is about itself or the key, never about what was sent
        if (!RsaPublicOperation.IsInRange(key, signature))
        {
            return IllowVerificationStatus.Invalid;
        }

        try
        {
            return check.VerifyHash(key, digest, signature, hash) ? IllowVerificationStatus.Valid : IllowVerificationStatus.Invalid;
        }
        catch (Exception exception) when (PlatformRefusal.Is(exception))
        {
            return IllowVerificationStatus.Unavailable;
        }
    }
}
