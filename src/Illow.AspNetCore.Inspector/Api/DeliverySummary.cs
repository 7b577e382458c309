using Illow.AspNetCore.Inspector.Recording;
using Illow.AspNetCore.Inspector.Replaying;

namespace Illow.AspNetCore.Inspector.Api;

/// <summary>What the page shows of a delivery without being asked: nothing that a person could be known by. Times in milliseconds.</summary>
internal sealed record DeliverySummary
{
    public required long Id { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    public required string Method { get; init; }

    public required string Url { get; init; }

    public string? Event { get; init; }

    public string? Registration { get; init; }

    public string? Key { get; init; }

    public required string Outcome { get; init; }

    public int? Status { get; init; }

    public string? Reason { get; init; }

    public string? Exception { get; init; }

    public required double Total { get; init; }

    public double? Read { get; init; }

    public double? Verify { get; init; }

    public double? Handler { get; init; }

    public required int BodySize { get; init; }

    /// <summary>The first kept delivery of the same event.</summary>
    public long? First { get; init; }

    /// <summary>The delivery that the inspector sent again.</summary>
    public long? ReplayOf { get; init; }

    public bool IsSample { get; init; }

    /// <summary>Why it cannot be replayed.</summary>
    public string? Obstacle { get; init; }

    internal static DeliverySummary Of(DeliveryRecord record) => new()
    {
        Id = record.Id,
        ReceivedAt = record.ReceivedAt,
        Method = record.Method,
        Url = record.Url,
        Event = record.Event,
        Registration = record.Registration,
        Key = record.KeyFingerprint,
        Outcome = record.Outcome,
        Status = record.Status,
        Reason = record.Reason,
        Exception = record.Exception,
        Total = record.Timing.Total.TotalMilliseconds,
        Read = record.Timing.Read?.TotalMilliseconds,
        Verify = record.Timing.Verify?.TotalMilliseconds,
        Handler = record.Timing.Handler?.TotalMilliseconds,
        BodySize = record.BodySize,
        First = record.FirstId,
        ReplayOf = record.Origin?.ReplayOf,
        IsSample = record.Origin is { ReplayOf: null },
        Obstacle = Replayer.Obstacle(record),
    };
}
