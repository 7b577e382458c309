using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;

namespace Illow.Webhooks.Tests.Signatures.Oracle;

/// <summary>
/// RSASSA-PKCS1-v1_5 straight from RFC 8017, knowing nothing of the code under test: numbers in, DigestInfo written by an
/// ASN.1 writer, and the two encoded messages compared as numbers.
/// </summary>
internal static class EncodeAndCompare
{
    private static readonly Dictionary<HashAlgorithmName, string> Oids = new()
    {
        [HashAlgorithmName.SHA1] = "1.3.14.3.2.26",
        [HashAlgorithmName.SHA256] = "2.16.840.1.101.3.4.2.1",
        [HashAlgorithmName.SHA384] = "2.16.840.1.101.3.4.2.2",
        [HashAlgorithmName.SHA512] = "2.16.840.1.101.3.4.2.3",
    };

    internal static bool Verify(BigInteger modulus, BigInteger exponent, byte[] digest, byte[] signature, HashAlgorithmName hash)
    {
        // 8.2.2: step 1, the length; step 2b, the range
        var length = (int)((modulus.GetBitLength() + 7) / 8);
        var number = BigInteger.Zero;
        foreach (var octet in signature)
        {
            number = (number << 8) | octet;
        }

        return signature.Length == length
            && number < modulus
            && Encode(digest, hash, length) is { } expected
            && Power(number, exponent, modulus) == expected;
    }

    private static BigInteger? Encode(byte[] digest, HashAlgorithmName hash, int length)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        writer.PushSequence();
        writer.PushSequence();
        writer.WriteObjectIdentifier(Oids[hash]);
        writer.WriteNull();
        writer.PopSequence();
        writer.WriteOctetString(digest);
        writer.PopSequence();
        var info = writer.Encode();

        // 9.2, step 3: intended encoded message length too short
        if (length < info.Length + 11)
        {
            return null;
        }

        // 01 FF…FF as a number, moved left past 00 and DigestInfo
        var padding = length - info.Length - 3;
        var head = (BigInteger.One << ((padding * 8) + 1)) - 1;
        return (head << ((info.Length + 1) * 8)) | new BigInteger(info, isUnsigned: true, isBigEndian: true);
    }

    private static BigInteger Power(BigInteger number, BigInteger exponent, BigInteger modulus)
    {
        var result = BigInteger.One;
        for (var bit = exponent.GetBitLength() - 1; bit >= 0; bit--)
        {
            result = result * result % modulus;
            if (!((exponent >> (int)bit) & 1).IsZero)
            {
                result = result * number % modulus;
            }
        }

        return result % modulus;
    }
}
