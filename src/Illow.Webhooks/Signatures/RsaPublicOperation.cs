using System.Numerics;

namespace Illow.Webhooks.Signatures;

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
