using System.Collections.Immutable;
using Illow.AspNetCore.Configuration;
using Illow.AspNetCore.Diagnostics;
using Illow.AspNetCore.Diagnostics.Observation;
using Illow.Webhooks.Signatures;

namespace Illow.AspNetCore.Middleware;

/// <summary>Step 3 of docs/architecture.md: hashes the body once and tries the candidates' keys in their order. Thread-safe.</summary>
internal sealed class SignatureTrial(AnswerWriter answers, WebhookTelemetry telemetry)
{
    internal IllowVerificationStatus Run(
        SignatureVerifier verifier, ImmutableArray<Registration> found, ReadOnlySpan<byte> body, string signatureText, DeliveryTrace? trace, out Registration? registration)
    {
        var started = telemetry.Timestamp();
        Span<byte> signature = signatureText.Length <= SignatureText.UsualTextLength
            ? stackalloc byte[SignatureText.UsualTextLength]
            : stackalloc byte[SignatureText.MaximumSignatureLength];
        Span<byte> digest = stackalloc byte[SignatureHash.MaxLength];
        SignatureText.TryDecode(signatureText, signature, out var length);
        if (!TryHash(verifier.Hash, body, digest, out var hashed))
        {
            registration = null;
            return IllowVerificationStatus.Unavailable;
        }

        var verdict = Try(verifier, found, digest[..hashed], signature[..length], trace, out registration);
        telemetry.Verified(started);
        return verdict;
    }

    /// <summary>Why a signature does not verify, for Development's eyes only.</summary>
    internal string? Explain(ImmutableArray<Registration> found, WebhookSettings settings, byte[] body, string signature)
    {
        if (!answers.Explains)
        {
            return null;
        }

        IReadOnlyList<IllowPublicKey> keys = [.. found.SelectMany(r => r.Keys)];
        IReadOnlyList<IllowPublicKey> others = [.. settings.Registrations.Where(r => !found.Any(f => f.IsNamed(r.Name))).SelectMany(r => r.Keys)];
        var fingerprints = string.Join(", ", keys.Select(key => key.Fingerprint));
        return $"{SignatureDiagnosis.Explain(keys, others, body, signature, settings.Hash).Explanation} Keys tried: {fingerprints}.";
    }

    private static IllowVerificationStatus Try(
        SignatureVerifier verifier, ImmutableArray<Registration> found, ReadOnlySpan<byte> digest, ReadOnlySpan<byte> signature, DeliveryTrace? trace, out Registration? registration)
    {
        var verdict = IllowVerificationStatus.Invalid;
        foreach (var candidate in found)
        {
            foreach (var key in candidate.Keys)
            {
                var one = verifier.Verify(key, digest, signature);
                if (one == IllowVerificationStatus.Valid)
                {
                    trace?.VerifiedBy(candidate, key);
                    registration = candidate;
                    return one;
                }

                // One key that the host cannot use leaves open whether it would have verified
                verdict = one == IllowVerificationStatus.Unavailable ? one : verdict;
            }
        }

        registration = null;
        return verdict;
    }

    // A host may let the known answer pass at start and refuse the hash later: FIPS providers can fail at run time
    private static bool TryHash(SignatureHash hash, ReadOnlySpan<byte> body, Span<byte> digest, out int length)
    {
        try
        {
            length = hash.Compute(body, digest);
            return true;
        }
        catch (Exception exception) when (PlatformRefusal.Is(exception))
        {
            length = 0;
            return false;
        }
    }
}
