using Illow.Webhooks.Signatures;

namespace Illow.Webhooks.Tests.Signatures;

/// <summary>The checks that every verdict is asked of, by name, and stand-ins.</summary>
internal static class Checks
{
    internal static RsaSignatureCheck ByName(string name) =>
        name == "Managed" ? new ManagedRsaSignatureCheck() : RsaSignatureCheck.Platform;

    internal static SignatureHash Hash(string name)
    {
        Assert.True(SignatureHash.TryParse(name, out var hash), name);
        return hash;
    }

    internal static byte[] Digest(SignatureHash hash, ReadOnlySpan<byte> data)
    {
        var digest = new byte[hash.Length];
        Assert.Equal(hash.Length, hash.Compute(data, digest));
        return digest;
    }

    internal static IllowVerificationStatus Verify(
        string check, string hash, IllowPublicKey key, ReadOnlySpan<byte> body, ReadOnlySpan<byte> signature) =>
        Verify(ByName(check), Hash(hash), key, body, signature);

    internal static IllowVerificationStatus Verify(
        RsaSignatureCheck check, SignatureHash hash, IllowPublicKey key, ReadOnlySpan<byte> body, ReadOnlySpan<byte> signature) =>
        new SignatureVerifier(check, hash).Verify(key, Digest(hash, body), signature);
}
