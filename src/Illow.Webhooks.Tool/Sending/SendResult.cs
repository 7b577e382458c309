using System.Text.Json.Serialization;
using Microsoft.AspNetCore.WebUtilities;

namespace Illow.Webhooks.Tool.Sending;

/// <summary>What came of one delivery: a status, or the reason why there is none.</summary>
internal sealed record SendResult
{
    public string? Event { get; init; }

    public string? IdempotencyKey { get; init; }

    /// <summary>The key that signed the delivery; null where that is not known.</summary>
    public string? KeyFingerprint { get; init; }

    public int? Status { get; init; }

    public bool Replayed { get; init; }

    public double Milliseconds { get; init; }

    public string? Problem { get; init; }

    public string? Detail { get; init; }

    /// <summary>Where a redirect leads.</summary>
    public string? Location { get; init; }

    [JsonIgnore]
    public ConnectionFailure? Failure { get; init; }

    [JsonPropertyName("failure")]
    public string? FailureName => Failure?.Name;

    public bool IsSuccess => Status is >= 200 and < 300;

    public string Answer =>
        Status is { } status ? $"{status} {ReasonPhrases.GetReasonPhrase(status)}".TrimEnd() : $"no answer: {FailureName}";

    [JsonIgnore]
    public string? Hint => Hints.For(this);
}
