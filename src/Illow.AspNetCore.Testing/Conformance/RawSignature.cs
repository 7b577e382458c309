using System.Numerics;
using System.Security.Cryptography;

namespace Illow.AspNetCore.Testing.Conformance;

/// <summary>Signatures that no signing interface makes: RSA's private operation on any encoded message.</summary>
internal static class RawSignature
{
    /// <summary>PKCS#1 padding around the bare SHA-1 digest, without the DigestInfo that names the hash.</summary>
    internal static byte[] OfBareDigest(RSA key, byte[] body)
    {
        var digest = CryptographicOperations.HashData(HashAlgorithmName.SHA1, body);
        var encoded = new byte[key.KeySize / 8];
        encoded.AsSpan().Fill(0xFF);
        encoded[0] = 0;
        encoded[1] = 1;
        encoded[^(digest.Length + 1)] = 0;
        digest.CopyTo(encoded, encoded.Length - digest.Length);
        return Sign(key, encoded);
    }

    /// <summary>The SHA-1 digest as a number, without padding.</summary>
    internal static byte[] OfUnpaddedDigest(RSA key, byte[] body) =>
        Sign(key, CryptographicOperations.HashData(HashAlgorithmName.SHA1, body));

    private static byte[] Sign(RSA key, byte[] encoded)
    {
        var parameters = key.ExportParameters(includePrivateParameters: true);
        var number = BigInteger.ModPow(Number(encoded), Number(parameters.D!), Number(parameters.Modulus!));
        var signature = new byte[key.KeySize / 8];
        var bytes = number.ToByteArray(isUnsigned: true, isBigEndian: true);
        bytes.CopyTo(signature, signature.Length - bytes.Length);
        return signature;
    }

    private static BigInteger Number(byte[] bytes) => new(bytes, isUnsigned: true, isBigEndian: true);
}
