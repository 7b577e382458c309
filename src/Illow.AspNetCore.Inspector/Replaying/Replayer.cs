using Illow.AspNetCore.Inspector.Recording;
using Microsoft.AspNetCore.Http.Features;

namespace Illow.AspNetCore.Inspector.Replaying;

/// <summary>Sends a kept delivery through the application once more, with the same bytes and headers. Thread-safe.</summary>
internal sealed class Replayer(InProcessRunner runner)
{
    internal Task<RunResult> ReplayAsync(DeliveryRecord record, IHttpConnectionFeature? connection) =>
        runner.RunAsync(record.Request, new Origin(record.Id), connection);
}
