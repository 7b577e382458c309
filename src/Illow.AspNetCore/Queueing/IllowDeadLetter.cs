namespace Illow.AspNetCore;

/// <summary>A queued delivery that the engine has given up on.</summary>
public sealed class IllowDeadLetter
{
    /// <summary>The engine's own name for it.</summary>
    public required string Id { get; init; }

    /// <summary>
    /// The delivery, as it was queued; one without an event where what the engine holds could not be read.
    /// </summary>
    public required IllowQueuedDelivery Delivery { get; init; }

    /// <summary>When its last run failed.</summary>
    public required DateTimeOffset FailedAt { get; init; }

    /// <summary>The full name of the type of exception that ended the last run; null where the engine does not keep it.</summary>
    public string? ExceptionType { get; init; }

    /// <summary>The message of that exception; null where the engine does not keep it. May hold personal data.</summary>
    public string? ExceptionMessage { get; init; }
}
