using System.Security.Cryptography;
using Illow.Webhooks.Tool.Sending;

namespace Illow.Webhooks.Tool.Listening;

/// <summary>Reads what a delivery says of itself, and verifies it where there is a key.</summary>
internal sealed class DeliveryReader(
    IReadOnlyList<IllowPublicKey> keys,
    string signatureHeader,
    HashAlgorithmName hash,
    string eventProperty)
{
    internal ListenedDelivery Read(PreparedRequest request)
    {
        var summary = EnvelopeSummary.Read(request.Body, eventProperty);
        IllowSignatureFinding? finding = keys.Count == 0
            ? null
            : IllowSignatureDiagnosis.Explain(keys, request.Body, HeaderOf(request), new() { HashAlgorithm = hash });
        return new ListenedDelivery
        {
            Method = request.Method.Method,
            Path = request.Url.AbsolutePath,
            Bytes = request.Body.Length,
            Event = summary.Event,
            IdempotencyKey = summary.IdempotencyKey,
            Verified = finding?.Verifies,
            Cause = finding is { Verifies: false } failed ? failed.Cause : null,
        };
    }

    private string? HeaderOf(PreparedRequest request)
    {
        var values = request.Headers
            .Where(header => string.Equals(header.Key, signatureHeader, StringComparison.OrdinalIgnoreCase))
            .Select(header => header.Value)
            .ToList();
        return values.Count == 0 ? null : string.Join(',', values);
    }
}
