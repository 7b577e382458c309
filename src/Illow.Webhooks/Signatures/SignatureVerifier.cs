using System.Numerics;
using System.Security.Cryptography;

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

/// <summary>How an RSASSA-PKCS1-v1_5 signature is checked (RFC 8017, 8.2.2). Implementations are safe to share between threads.</summary>
internal abstract class RsaSignatureCheck
{
    /// <summary>The platform's own RSA.</summary>
    internal static RsaSignatureCheck Platform { get; } = new PlatformCheck();

    /// <summary>This package's own, without the platform's RSA.</summary>
    internal static RsaSignatureCheck Managed { get; } = new ManagedRsaSignatureCheck();

    /// <summary>
    /// Tells whether <paramref name="signature"/> is by <paramref name="key"/> over <paramref name="hash"/>; throws where the platform
    /// cannot tell.
    /// </summary>
    /// <exception cref="CryptographicException">The platform refuses the algorithm or the key.</exception>
    /// <exception cref="ObjectDisposedException">The key has been disposed.</exception>
    internal abstract bool VerifyHash(IllowPublicKey key, ReadOnlySpan<byte> hash, ReadOnlySpan<byte> signature, SignatureHash algorithm);

    // OpenSSL on Linux, CNG on Windows, Apple's on macOS
    private sealed class PlatformCheck : RsaSignatureCheck
    {
        internal override bool VerifyHash(
            IllowPublicKey key, ReadOnlySpan<byte> hash, ReadOnlySpan<byte> signature, SignatureHash algorithm) =>
            key.Rsa.VerifyHash(hash, signature, algorithm.Name, RSASignaturePadding.Pkcs1);
    }
}

/// <summary>
/// Checks without the platform's RSA, for hosts whose policy refuses SHA-1 signatures: builds the one encoding that a right
/// signature stands for and compares it whole (RFC 8017, 8.2.2 and 9.2). Nothing is parsed, so there is nothing to forge into.
/// </summary>
internal sealed class ManagedRsaSignatureCheck : RsaSignatureCheck
{
    // 00 01, eight FF at the least, 00
    private const int SmallestPadding = 11;

    /// <inheritdoc/>
    internal override bool VerifyHash(IllowPublicKey key, ReadOnlySpan<byte> hash, ReadOnlySpan<byte> signature, SignatureHash algorithm)
    {
        var length = key.SignatureLength;
        if (length > SignatureText.MaximumSignatureLength || hash.Length != algorithm.Length)
        {
            return false;
        }

        Span<byte> recovered = stackalloc byte[length];
        Span<byte> expected = stackalloc byte[length];
        return TryEncode(hash, algorithm, expected)
            && RsaPublicOperation.TryRecover(key, signature, recovered)
            && CryptographicOperations.FixedTimeEquals(recovered, expected);
    }

    /// <summary>EMSA-PKCS1-v1_5 (RFC 8017, 9.2). False where the key is too short for the hash.</summary>
    internal static bool TryEncode(ReadOnlySpan<byte> hash, SignatureHash algorithm, Span<byte> encodedMessage)
    {
        var prefix = algorithm.DigestInfoPrefix;
        var padding = encodedMessage.Length - prefix.Length - hash.Length;
        if (padding < SmallestPadding)
        {
            return false;
        }

        encodedMessage[0] = 0x00;
        encodedMessage[1] = 0x01;
        encodedMessage[2..(padding - 1)].Fill(0xFF);
        encodedMessage[padding - 1] = 0x00;
        prefix.CopyTo(encodedMessage[padding..]);
        hash.CopyTo(encodedMessage[(padding + prefix.Length)..]);
        return true;
    }
}

/// <summary>RSAVP1 (RFC 8017, 5.2.2) in managed code. Every number in it is public, so its time may depend on them.</summary>
internal static class RsaPublicOperation
{
    /// <summary>Tells whether the signature has the key's length and its number is below the modulus.</summary>
    internal static bool IsInRange(IllowPublicKey key, ReadOnlySpan<byte> signature) =>
        signature.Length == key.SignatureLength && signature.SequenceCompareTo(Modulus(key)) < 0;

    /// <summary>Writes the encoded message that the signature stands for: as many bytes as the signature has.</summary>
    /// <returns>False where the signature is out of range.</returns>
    internal static bool TryRecover(IllowPublicKey key, ReadOnlySpan<byte> signature, Span<byte> encodedMessage)
    {
        if (!IsInRange(key, signature))
        {
            return false;
        }

        var message = BigInteger.ModPow(
            new BigInteger(signature, isUnsigned: true, isBigEndian: true),
            new BigInteger(key.Parameters.Exponent, isUnsigned: true, isBigEndian: true),
            new BigInteger(key.Parameters.Modulus, isUnsigned: true, isBigEndian: true));

        encodedMessage.Clear();
        return message.TryWriteBytes(
            encodedMessage[(signature.Length - message.GetByteCount(isUnsigned: true))..],
            out _,
            isUnsigned: true,
            isBigEndian: true);
    }

    private static ReadOnlySpan<byte> Modulus(IllowPublicKey key) => key.Parameters.Modulus.AsSpan().TrimStart((byte)0);
}
