using Illow.AspNetCore.Inspector.Replaying;

namespace Illow.AspNetCore.Inspector.Api;

/// <summary>What a replay or a sample came to. No status: an exception left the application. No delivery: the request reached no webhook URL.</summary>
internal sealed record RunReport(int? Status, long? Delivery, string? Outcome)
{
    internal static RunReport Of(RunResult result) => new(result.Status, result.Recorded?.Id, result.Recorded?.Outcome);
}
