using Illow.AspNetCore.Inspector.Recording;

namespace Illow.AspNetCore.Inspector.Tests.Hosting;

/// <summary>Deliveries that were never sent, for tests of the log alone.</summary>
internal static class Records
{
    internal static DeliveryRecord Of(
        TimeProvider time, string? idempotencyKey = null, byte[]? body = null, string outcome = "handled") => new()
    {
        ReceivedAt = time.GetUtcNow(),
        Url = "/webhooks/illow",
        Event = idempotencyKey is null ? null : "dsr.created",
        Outcome = outcome,
        Status = 200,
        Total = 1,
        BodySize = body?.Length ?? 0,
        IsWhole = true,
        Envelope = idempotencyKey is null ? null : new EnvelopeIds("company", "site", idempotencyKey),
        Request = new InspectedRequest("POST", "https", "localhost", "/webhooks/illow", string.Empty, [], body),
    };
}
