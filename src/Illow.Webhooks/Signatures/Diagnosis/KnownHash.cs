using System.Security.Cryptography;

namespace Illow.Webhooks.Signatures.Diagnosis;

/// <summary>A hash that a signature may name.</summary>
internal sealed record KnownHash(string Name, string Oid, HashAlgorithmName Algorithm, int Length)
{
    /// <summary>Those that senders use, likeliest first.</summary>
    internal static IReadOnlyList<KnownHash> All =>
    [
        new("SHA1", "1.3.14.3.2.26", HashAlgorithmName.SHA1, 20),
        new("SHA256", "2.16.840.1.101.3.4.2.1", HashAlgorithmName.SHA256, 32),
        new("SHA384", "2.16.840.1.101.3.4.2.2", HashAlgorithmName.SHA384, 48),
        new("SHA512", "2.16.840.1.101.3.4.2.3", HashAlgorithmName.SHA512, 64),
        new("MD5", "1.2.840.113549.2.5", HashAlgorithmName.MD5, 16),
        new("SHA3-256", "2.16.840.1.101.3.4.2.8", HashAlgorithmName.SHA3_256, 32),
        new("SHA3-384", "2.16.840.1.101.3.4.2.9", HashAlgorithmName.SHA3_384, 48),
        new("SHA3-512", "2.16.840.1.101.3.4.2.10", HashAlgorithmName.SHA3_512, 64),
    ];

    /// <summary>The digest, or null where the platform does not give this hash.</summary>
    internal byte[]? Compute(ReadOnlySpan<byte> data)
    {
        try
        {
            return CryptographicOperations.HashData(Algorithm, data);
        }
        catch (Exception exception) when (PlatformRefusal.Is(exception))
        {
            return null;
        }
    }

    internal bool Matches(ReadOnlySpan<byte> data, ReadOnlySpan<byte> digest) =>
        Compute(data) is { } computed && digest.SequenceEqual(computed);
}
