using Illow.AspNetCore.Inspector.Recording;
using Microsoft.AspNetCore.Http.Features;

namespace Illow.AspNetCore.Inspector.Replaying;

/// <summary>Sends a kept delivery through the application once more, with the same bytes and headers. Thread-safe.</summary>
internal sealed class Replayer(InProcessRunner runner)
{
    /// <summary>Why a delivery cannot be sent again; null where it can.</summary>
    internal static string? Obstacle(DeliveryRecord record) =>
        record.IsWhole ? null
        : record.Body.IsEmpty ? "Its body was not read, so it cannot be sent again."
        : "Its body is longer than Illow:Inspector:MaximumBodySize and was not kept whole, so it cannot be sent again.";

    internal Task<RunResult> ReplayAsync(DeliveryRecord record, IHttpConnectionFeature? connection)
    {
        var request = new OutgoingRequest(record.Method, record.Scheme, record.Host, record.Path, record.Query, record.Headers, record.Body);
        return runner.RunAsync(request, new Origin(record.Id), connection);
    }
}
