using System.Text.Json.Serialization;
using Illow.Webhooks.Tool.Sending;

namespace Illow.Webhooks.Tool.Listening;

/// <summary>One request that came, or was sent again: what it says it is, whether it verifies, and what became of it.</summary>
internal sealed record ListenedDelivery
{
    public required string Method { get; init; }

    public required string Path { get; init; }

    public required int Bytes { get; init; }

    public string? Event { get; init; }

    public string? IdempotencyKey { get; init; }

    /// <summary>Null where no key was given to verify with.</summary>
    public bool? Verified { get; init; }

    /// <summary>Why it does not verify.</summary>
    public string? Cause { get; init; }

    public int Status { get; init; }

    /// <summary>How long the application took. Null where nothing was forwarded.</summary>
    public double? Milliseconds { get; init; }

    [JsonIgnore]
    public ConnectionFailure? Failure { get; init; }

    [JsonPropertyName("failure")]
    public string? FailureName => Failure?.Name;

    /// <summary>Whether it was sent again from the keyboard.</summary>
    public bool Again { get; init; }

    public string? File { get; init; }
}
