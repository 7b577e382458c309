using System.Security.Cryptography;

namespace Illow.Webhooks.Signatures;

/// <summary>Asks the platform: OpenSSL on Linux, CNG on Windows, Apple's on macOS.</summary>
internal sealed class PlatformRsaSignatureCheck : RsaSignatureCheck
{
    /// <inheritdoc/>
    internal override bool VerifyHash(IllowPublicKey key, ReadOnlySpan<byte> hash, ReadOnlySpan<byte> signature, SignatureHash algorithm) =>
        key.Rsa.VerifyHash(hash, signature, algorithm.Name, RSASignaturePadding.Pkcs1);
}
