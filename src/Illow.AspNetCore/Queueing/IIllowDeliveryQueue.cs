namespace Illow.AspNetCore;

/// <summary>
/// Stores verified deliveries until a worker runs them. Implemented over an engine that the application already runs; resolved from the
/// services of the request, with any lifetime.
/// </summary>
/// <remarks>
/// Retries, workers, dead letters and their replay are the engine's. Its worker, on any instance, hands each delivery to
/// <see cref="IIllowDeliveryRunner"/>.
/// </remarks>
public interface IIllowDeliveryQueue
{
    /// <summary>
    /// Stores a delivery. The sender is answered 202 once the returned task has completed, so the delivery must be durable by then.
    /// </summary>
    /// <param name="delivery">The verified delivery.</param>
    /// <param name="cancellationToken">Ends the attempt; not bound to the sender's connection.</param>
    /// <remarks>
    /// An exception means that the queue did not take the delivery: it is answered 503 and its claim is released. A delivery that was
    /// stored all the same may be run, since its run recognises repetitions itself.
    /// </remarks>
    ValueTask EnqueueAsync(IllowQueuedDelivery delivery, CancellationToken cancellationToken);
}
