using System.Diagnostics.CodeAnalysis;
using Illow.Webhooks.Signatures;

namespace Illow.Webhooks;

/// <summary>
/// Verifies deliveries of the webhooks whose keys it has. Make one and keep it: it is immutable and safe to share between threads.
/// </summary>
/// <example><code>
/// var verifier = new IllowWebhookVerifier(IllowPublicKey.Parse(pem));
/// var message = verifier.ReadMessage(body, request.Headers["illow-signature"]);
/// </code></example>
public sealed class IllowWebhookVerifier
{
    /// <summary>Bytes of the longest hash: enough room for <see cref="TryHash"/>.</summary>
    public const int MaxHashSizeInBytes = SignatureHash.MaxLength;

    private readonly IllowPublicKey[] _keys;
    private readonly SignatureVerifier _verifier;
    private readonly IllowWebhookVerifierOptions _options;

    /// <summary>A verifier with the options that illow documents: SHA-1, and the platform's RSA.</summary>
    /// <param name="keys">The keys of the webhooks that may deliver; while a key is being replaced, the new one and the old one.</param>
    /// <exception cref="ArgumentException">The list of keys is empty.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="keys"/> or one of them is null.</exception>
    public IllowWebhookVerifier(params IReadOnlyList<IllowPublicKey> keys)
        : this(keys, new IllowWebhookVerifierOptions())
    {
    }

    /// <summary>A verifier with other options.</summary>
    /// <param name="keys">The keys of the webhooks that may deliver; while a key is being replaced, the new one and the old one.</param>
    /// <param name="options">The hash, and whose RSA is used.</param>
    /// <exception cref="ArgumentException">
    /// The list of keys is empty, or the hash is not one of <see cref="IllowWebhookVerifierOptions.HashAlgorithms"/>.
    /// </exception>
    /// <exception cref="ArgumentNullException">An argument or one of the keys is null.</exception>
    public IllowWebhookVerifier(IReadOnlyList<IllowPublicKey> keys, IllowWebhookVerifierOptions options)
        : this(keys, options, platform: RsaSignatureCheck.Platform)
    {
    }

    /// <summary>A verifier that asks <paramref name="platform"/> in place of the platform, for tests of what a host may do.</summary>
    internal IllowWebhookVerifier(IReadOnlyList<IllowPublicKey> keys, IllowWebhookVerifierOptions options, RsaSignatureCheck platform)
    {
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(options);
        if (keys.Count == 0)
        {
            throw new ArgumentException("Without a key no delivery can be verified.", nameof(keys));
        }

        _keys = [.. keys];
        foreach (var key in _keys)
        {
            ArgumentNullException.ThrowIfNull(key, nameof(keys));
        }

        _verifier = VerifierFor(options, platform);
        _options = options;
    }

    /// <summary>The keys, in the order in which they are tried.</summary>
    public IReadOnlyList<IllowPublicKey> Keys => _keys;

    /// <summary>Verifies the signature of one delivery.</summary>
    /// <param name="body">The body, byte for byte as received: not decoded, not trimmed, not written anew.</param>
    /// <param name="signature">The value of the header <c>illow-signature</c>; null where there is none, or more than one.</param>
    /// <returns>Valid with the key that made the signature, invalid, or unavailable. Never throws for any input.</returns>
    public IllowVerification Verify(ReadOnlySpan<byte> body, string? signature)
    {
        if (!IsWellFormed(signature))
        {
            return IllowVerification.Invalid;
        }

        Span<byte> hash = stackalloc byte[MaxHashSizeInBytes];
        return TryHash(body, hash, out var length) ? VerifyHash(hash[..length], signature) : IllowVerification.Unavailable;
    }

    /// <summary>Verifies the signature of one delivery and reads it.</summary>
    /// <param name="body">The body, byte for byte as received. The message refers to this memory: do not reuse it.</param>
    /// <param name="signature">The value of the header <c>illow-signature</c>; null where there is none, or more than one.</param>
    /// <returns>The message.</returns>
    /// <exception cref="IllowVerificationException">
    /// The signature is not valid (answer 401), or the host could not verify (answer 503).
    /// </exception>
    /// <exception cref="IllowMessageException">The signature is valid, but the body is not a message (answer 400).</exception>
    public IllowMessage ReadMessage(ReadOnlyMemory<byte> body, string? signature)
    {
        var verification = Verify(body.Span, signature);
        if (!verification.IsValid)
        {
            throw new IllowVerificationException(verification.Status);
        }

        return IllowMessage.TryParse(body, _options.EventProperty, _options.JsonSerializerOptions, out var message, out var error)
            ? message
            : throw new IllowMessageException(error.Value);
    }

    /// <summary>
    /// Whether a signature could be valid at all: canonical base64, of as many bytes as one of the keys signs with. Costs no
    /// cryptography, so that a server may refuse a request with it before it reads the body.
    /// </summary>
    /// <param name="signature">The value of the header <c>illow-signature</c>; null where there is none, or more than one.</param>
    /// <returns>False where <see cref="Verify"/> would answer invalid for any body.</returns>
    public bool IsWellFormed([NotNullWhen(true)] string? signature)
    {
        if (!SignatureText.TryMeasure(signature, out var length))
        {
            return false;
        }

        foreach (var key in _keys)
        {
            if (key.SignatureLength == length)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Hashes a body once, to verify it with <see cref="VerifyHash"/> of several verifiers that have the same hash.</summary>
    /// <param name="body">The body, byte for byte as received.</param>
    /// <param name="destination">Takes the hash.</param>
    /// <param name="written">Bytes of the hash.</param>
    /// <returns>False where the host refuses the hash: the verification is unavailable.</returns>
    /// <exception cref="ArgumentException">
    /// <paramref name="destination"/> is shorter than the hash; <see cref="MaxHashSizeInBytes"/> always suffices.
    /// </exception>
    public bool TryHash(ReadOnlySpan<byte> body, Span<byte> destination, out int written) =>
        _verifier.Hash.TryCompute(body, destination, out written);

    /// <summary>Verifies the signature of one delivery whose body has been hashed already.</summary>
    /// <param name="hash">What <see cref="TryHash"/> wrote.</param>
    /// <param name="signature">The value of the header <c>illow-signature</c>; null where there is none, or more than one.</param>
    /// <returns>Valid with the key that made the signature, invalid, or unavailable.</returns>
    /// <exception cref="ArgumentException"><paramref name="hash"/> does not have the length of this verifier's hash.</exception>
    public IllowVerification VerifyHash(ReadOnlySpan<byte> hash, string? signature)
    {
        var length = signature?.Length ?? 0;
        Span<byte> bytes = length <= SignatureText.UsualTextLength
            ? stackalloc byte[SignatureText.UsualTextLength]
            : stackalloc byte[SignatureText.MaximumSignatureLength];
        if (!SignatureText.TryDecode(signature, bytes, out var decoded))
        {
            return IllowVerification.Invalid;
        }

        var result = IllowVerification.Invalid;
        foreach (var key in _keys)
        {
            switch (_verifier.Verify(key, hash, bytes[..decoded]))
            {
                case IllowVerificationStatus.Valid:
                    return IllowVerification.ValidBy(key);

                // One key that the host cannot use leaves open whether it would have verified
                case IllowVerificationStatus.Unavailable:
                    result = IllowVerification.Unavailable;
                    break;
            }
        }

        return result;
    }

    /// <summary>
    /// Verifies a known signature and altered ones, to find out at start whether this host can verify at all: some refuse SHA-1
    /// signatures by policy.
    /// </summary>
    /// <param name="options">The hash, and whose RSA is used.</param>
    /// <returns>Null where the host verifies; otherwise a short reason.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> is null.</exception>
    /// <exception cref="ArgumentException">The hash is not one of <see cref="IllowWebhookVerifierOptions.HashAlgorithms"/>.</exception>
    public static string? TestHost(IllowWebhookVerifierOptions options) => TestHost(options, RsaSignatureCheck.Platform);

    /// <summary>As above, of a host that is a test's.</summary>
    internal static string? TestHost(IllowWebhookVerifierOptions options, RsaSignatureCheck platform)
    {
        ArgumentNullException.ThrowIfNull(options);
        return VerifierFor(options, platform).Test();
    }

    private static SignatureVerifier VerifierFor(IllowWebhookVerifierOptions options, RsaSignatureCheck platform) =>
        new(options.ManagedVerification ? RsaSignatureCheck.Managed : platform, SignatureHash.Of(options));
}
