namespace Illow.AspNetCore;

/// <summary>What a store answers to a claim. A closed set.</summary>
public enum IllowClaimStatus
{
    /// <summary>Somebody else is handling the event: the delivery is answered 409. The default, so that a forgotten assignment runs no handler and acknowledges nothing.</summary>
    InProgress = 0,

    /// <summary>The caller may handle the event.</summary>
    Claimed = 1,

    /// <summary>The event was completed before: the delivery is answered 200 and the handler is not run.</summary>
    Completed = 2,

    /// <summary>The same idempotency key was used with another body: the delivery is answered 422.</summary>
    KeyReused = 3,

    /// <summary>The store can take no more records: the delivery is answered 503. No live record is ever dropped to make room.</summary>
    Full = 4,
}
