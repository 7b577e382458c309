using System.Text;
using Illow.AspNetCore.Inspector.Recording;

namespace Illow.AspNetCore.Inspector.Api;

/// <summary>What a delivery held: shown on request only, one delivery at a time.</summary>
internal sealed record DeliveryContent(
    long Id, string Method, string Path, EnvelopeIds? Envelope, IReadOnlyList<ShownHeader> Headers, string Body, bool IsWhole)
{
    internal static DeliveryContent Of(DeliveryRecord record, string signatureHeader) => new(
        record.Id,
        record.Method,
        // What stands in a query is often a token
        record.Path + (record.Query.Length > 1 ? "?…" : null),
        record.Envelope,
        [.. record.Headers.Select(header => ShownHeader.Of(header.Key, header.Value, signatureHeader))],
        Encoding.UTF8.GetString(record.Body.Span),
        record.IsWhole);
}
