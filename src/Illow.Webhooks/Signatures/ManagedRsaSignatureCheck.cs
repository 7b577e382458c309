using System.Security.Cryptography;

namespace Illow.Webhooks.Signatures;

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
