namespace Illow.AspNetCore.Testing;

/// <summary>What a run of a queued delivery came to.</summary>
/// <param name="Delivery">The delivery.</param>
/// <param name="Attempt">Which attempt it was, from 1.</param>
/// <param name="Exception">Why it failed; null where the handler answered 2xx, or had done so in an earlier run.</param>
public sealed record IllowQueueRun(IllowQueuedDelivery Delivery, int Attempt, Exception? Exception)
{
    /// <summary>Whether the event is done.</summary>
    public bool Succeeded => Exception is null;
}
