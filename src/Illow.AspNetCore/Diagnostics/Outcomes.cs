namespace Illow.AspNetCore.Diagnostics;

/// <summary>What a request came to, where it was not one of the receiver's own refusals (their slugs are the rest of the set).</summary>
internal static class Outcomes
{
    /// <summary>The handler answered 2xx.</summary>
    internal const string Handled = "handled";

    /// <summary>The handler answered something else: the sender will take the event as not delivered.</summary>
    internal const string Declined = "declined";

    /// <summary>The handler threw, or other code of the application before it.</summary>
    internal const string Failed = "failed";

    /// <summary>No handler; the application waives such events.</summary>
    internal const string Acknowledged = "acknowledged";

    /// <summary>Stored in the queue; its run is counted by itself.</summary>
    internal const string Queued = "queued";

    /// <summary>A repetition of a completed event.</summary>
    internal const string Replayed = "replayed";

    /// <summary>Whether the event needs no further delivery: its handler succeeded, or the queue holds it.</summary>
    internal static bool IsDone(string outcome) => outcome is Handled or Queued;

    /// <summary>The body never came whole.</summary>
    internal const string CutOff = "cut-off";

    /// <summary>How loudly the log says what a verified delivery came to.</summary>
    internal static LogLevel LevelOf(string outcome) =>
        outcome == Failed || outcome == IllowWebhookProblem.NotHandled.Code || outcome == IllowWebhookProblem.NotRecorded.Code
            ? LogLevel.Error
        : outcome == Declined ? LogLevel.Warning
        : LogLevel.Information;
}
