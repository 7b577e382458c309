using System.Security.Cryptography;

namespace Illow.Webhooks.Signatures;

/// <summary>
/// Known-answer test: some hosts switch SHA-1 signatures off by policy, and there every genuine event would look like a fault.
/// Better said once at the start.
/// </summary>
internal static class PlatformSelfTest
{
    /// <summary>Verifies a known-good signature and two altered ones.</summary>
    /// <returns>Null when the platform tells them apart; else a short reason without key material.</returns>
    internal static string? Run(RsaSignatureCheck check, SignatureHash hash)
    {
        try
        {
            return Compare(check, hash);
        }
        catch (Exception exception) when (PlatformRefusal.Is(exception))
        {
            return $"{exception.GetType().Name}: {exception.Message}";
        }
    }

    private static string? Compare(RsaSignatureCheck check, SignatureHash hash)
    {
        Span<byte> digest = stackalloc byte[SignatureHash.MaxLength];
        digest = digest[..hash.Compute(KnownAnswers.Text, digest)];
        var key = KnownAnswers.CreateKey();
        var signature = Convert.FromBase64String(hash.KnownAnswer);

        if (!check.VerifyHash(key, digest, signature, hash))
        {
            return $"a known-good {hash} signature was refused";
        }

        if (AcceptsAltered(check, hash, key, digest, signature))
        {
            return $"an altered {hash} signature was accepted";
        }

        digest[0] ^= 1;
        return check.VerifyHash(key, digest, signature, hash) ? $"a {hash} signature was accepted over another digest" : null;
    }

    private static bool AcceptsAltered(
        RsaSignatureCheck check,
        SignatureHash hash,
        IllowPublicKey key,
        ReadOnlySpan<byte> digest,
        ReadOnlySpan<byte> signature)
    {
        Span<byte> altered = stackalloc byte[signature.Length];
        signature.CopyTo(altered);
        altered[^1] ^= 1;
        return check.VerifyHash(key, digest, altered, hash);
    }
}

/// <summary>Tells a platform that cannot verify from a fault of this package, which has to surface.</summary>
internal static class PlatformRefusal
{
    /// <summary>
    /// True for what a cryptographic platform throws: a refused algorithm, a disposed or broken key, a missing algorithm or library.
    /// </summary>
    internal static bool Is(Exception exception) => exception
        is CryptographicException
        or InvalidOperationException // ObjectDisposedException is one
        or NotSupportedException // PlatformNotSupportedException is one
        or TypeInitializationException
        or TypeLoadException; // DllNotFoundException and EntryPointNotFoundException are
}
