using System.Security.Cryptography;

namespace Illow.AspNetCore.Fuzz.Targets.Pipeline;

/// <summary>The keys of the two registrations, and an unknown third. 1024 bits: signing is what a run spends its time on.</summary>
internal static class Sender
{
    internal const int SignatureLength = 128;

    internal static RSA A { get; } = RSA.Create(SignatureLength * 8);

    internal static RSA B { get; } = RSA.Create(SignatureLength * 8);

    internal static RSA Stranger { get; } = RSA.Create(SignatureLength * 8);

    internal static byte[] Sign(RSA key, ReadOnlySpan<byte> body) => key.SignData(body, HashAlgorithmName.SHA1, RSASignaturePadding.Pkcs1);

    /// <summary>The second opinion: is this text the one text of a signature by that key over the body?</summary>
    internal static bool IsSigned(RSA key, ReadOnlySpan<byte> body, string text)
    {
        var signature = new byte[SignatureLength];
        return Convert.TryFromBase64String(text, signature, out var length)
            && length == SignatureLength
            && Convert.ToBase64String(signature) == text
            && key.VerifyData(body, signature, HashAlgorithmName.SHA1, RSASignaturePadding.Pkcs1);
    }
}
