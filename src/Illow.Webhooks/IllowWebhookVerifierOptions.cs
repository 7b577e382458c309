using System.Security.Cryptography;
using System.Text.Json;
using Illow.Webhooks.Signatures;

namespace Illow.Webhooks;

/// <summary>How a verifier verifies. Immutable.</summary>
public sealed class IllowWebhookVerifierOptions
{
    /// <summary>The hashes that signatures may be made with, weakest first.</summary>
    public static IReadOnlyList<HashAlgorithmName> HashAlgorithms { get; } = [.. SignatureHash.All.Select(hash => hash.Name)];

    /// <summary>
    /// The hash of the signatures. Default: SHA-1, which illow documents; SHA-256, SHA-384 and SHA-512 in case illow moves on.
    /// </summary>
    public HashAlgorithmName HashAlgorithm { get; init; } = HashAlgorithmName.SHA1;

    /// <summary>
    /// Whether to verify with this package's own implementation of RSASSA-PKCS1-v1_5 in place of the platform's: for hosts whose
    /// policy refuses SHA-1 signatures, such as RHEL 9. Some 20 times slower. Default: false.
    /// </summary>
    public bool ManagedVerification { get; init; }

    /// <summary>
    /// The top-level member of the body that may hold the event's name, with regard to case; null for none. illow documents none.
    /// Default: <c>event</c>.
    /// </summary>
    public string? EventProperty { get; init; } = "event";

    /// <summary>What messages read their data with. Default: null, for <see cref="JsonSerializerDefaults.Web"/>.</summary>
    public JsonSerializerOptions? JsonSerializerOptions { get; init; }

    /// <summary>
    /// Reads a hash's name as a setting holds it: one of <see cref="HashAlgorithms"/>, in any case, with or without a dash after "SHA".
    /// </summary>
    /// <param name="name">The name.</param>
    /// <param name="algorithm">The hash, if the result is true.</param>
    /// <returns>Whether it is one of <see cref="HashAlgorithms"/>.</returns>
    public static bool TryParseHashAlgorithm(string? name, out HashAlgorithmName algorithm)
    {
        var isKnown = SignatureHash.TryParse(name, out var hash);
        algorithm = isKnown ? hash!.Name : default;
        return isKnown;
    }
}
