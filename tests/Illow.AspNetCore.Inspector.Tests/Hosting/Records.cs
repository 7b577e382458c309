using Illow.AspNetCore.Inspector.Recording;

namespace Illow.AspNetCore.Inspector.Tests.Hosting;

/// <summary>Deliveries that never came, for tests of the log alone.</summary>
internal static class Records
{
    internal static DeliveryRecord Of(TimeProvider time, IllowDigest? scope = null, byte[]? body = null, string outcome = "handled") => new()
    {
        ReceivedAt = time.GetUtcNow(),
        Url = "/webhooks/illow",
        Outcome = outcome,
        Timing = new Timing(TimeSpan.FromMilliseconds(1), null, null, null),
        Scope = scope,
        Method = "POST",
        Scheme = "https",
        Host = "localhost",
        Path = "/webhooks/illow",
        Query = string.Empty,
        Headers = [],
        Body = body,
        BodySize = body?.Length ?? 0,
        IsWhole = true,
    };
}
