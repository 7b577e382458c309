using System.Security.Cryptography;

namespace Illow.Webhooks.Signatures;

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
