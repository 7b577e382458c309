namespace Illow.AspNetCore;

/// <summary>What to answer to a verified event that no endpoint of the URL handles.</summary>
public enum IllowUnhandledEvents
{
    /// <summary>404, so that the gap shows and the sender keeps the event. The default.</summary>
    Reject = 0,

    /// <summary>204: the application waives the events that it does not handle.</summary>
    Acknowledge = 1,
}
