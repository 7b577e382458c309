using Illow.Webhooks.Signatures;

namespace Illow.Webhooks;

/// <summary>
/// Says why a signature does not verify. A right key shows the hash and the digest that the sender signed, whatever became of the body, so
/// most causes are read off the signature rather than guessed.
/// </summary>
/// <remarks>
/// For developers and their tools: the result would help a forger, so it belongs in no answer and no log of a production system. It is
/// no verification either: use <see cref="IllowWebhookVerifier"/> for that. Thread-safe.
/// </remarks>
public static class IllowSignatureDiagnosis
{
    /// <summary>Explains why a delivery does not verify with these keys.</summary>
    /// <param name="keys">The keys of the webhooks that may deliver here.</param>
    /// <param name="body">The body as received.</param>
    /// <param name="signature">The value of the header <c>illow-signature</c>; several values joined by commas; null for none.</param>
    /// <param name="options">The hash that is expected. Default: SHA-1.</param>
    /// <param name="otherKeys">Keys of other webhooks, to be recognised. Default: none.</param>
    /// <returns>The first cause found.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="keys"/> is null.</exception>
    /// <exception cref="ArgumentException">The hash is not one of <see cref="IllowWebhookVerifierOptions.HashAlgorithms"/>.</exception>
    public static IllowSignatureFinding Explain(
        IReadOnlyList<IllowPublicKey> keys,
        ReadOnlyMemory<byte> body,
        string? signature,
        IllowWebhookVerifierOptions? options = null,
        IReadOnlyList<IllowPublicKey>? otherKeys = null)
    {
        ArgumentNullException.ThrowIfNull(keys);
        return Public(SignatureDiagnosis.Explain(keys, otherKeys ?? [], body, signature, SignatureHash.Of(options)));
    }

    /// <summary>Explains what is wrong with a signature's text and length, without a body.</summary>
    /// <param name="keys">The keys of the webhooks that may deliver here.</param>
    /// <param name="signature">The value of the header <c>illow-signature</c>; several values joined by commas; null for none.</param>
    /// <returns>One or two English sentences.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="keys"/> is null.</exception>
    public static string ExplainShape(IReadOnlyList<IllowPublicKey> keys, string? signature)
    {
        ArgumentNullException.ThrowIfNull(keys);
        return SignatureDiagnosis.ExplainShape(keys, signature ?? "");
    }

    private static IllowSignatureFinding Public(SignatureFinding finding) => new(finding.Cause.ToString(), finding.Explanation);
}
