using System.Security.Cryptography;

namespace Illow.Webhooks.Keys;

/// <summary>
/// One RSA public key, imported once and ready to verify. Immutable and safe to share between threads;
/// never disposed by hand, since a request may still verify with a key that a reload has replaced.
/// </summary>
internal sealed class WebhookPublicKey
{
    private WebhookPublicKey(RSA rsa, RSAParameters parameters, string fingerprint)
    {
        Rsa = rsa;
        Parameters = parameters;
        Fingerprint = fingerprint;
        SizeInBits = rsa.KeySize;
        SignatureLength = (rsa.KeySize + 7) / 8;
    }

    /// <summary>The platform's key object.</summary>
    internal RSA Rsa { get; }

    /// <summary>Modulus and exponent.</summary>
    internal RSAParameters Parameters { get; }

    /// <summary>"SHA256:" and the base64 (no padding) of the SHA-256 of the key's SubjectPublicKeyInfo, as <c>ssh-keygen -l</c> writes it.</summary>
    internal string Fingerprint { get; }

    /// <summary>Length of the modulus in bits.</summary>
    internal int SizeInBits { get; }

    /// <summary>Length of every signature of this key in bytes (RFC 8017, 8.2.2 step 1).</summary>
    internal int SignatureLength { get; }

    /// <summary>Imports a key whose numbers have been checked.</summary>
    internal static WebhookPublicKey Create(ReadOnlySpan<byte> modulus, ReadOnlySpan<byte> exponent)
    {
        var parameters = new RSAParameters { Modulus = modulus.ToArray(), Exponent = exponent.ToArray() };
        var rsa = RSA.Create(parameters);
        var digest = SHA256.HashData(SubjectPublicKeyInfo.Encode(modulus, exponent));
        return new WebhookPublicKey(rsa, parameters, "SHA256:" + Convert.ToBase64String(digest).TrimEnd('='));
    }
}
