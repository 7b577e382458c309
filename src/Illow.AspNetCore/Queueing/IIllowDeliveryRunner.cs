namespace Illow.AspNetCore;

/// <summary>Runs deliveries from a queue. Called by the worker of an <see cref="IIllowDeliveryQueue"/>. A thread-safe singleton.</summary>
public interface IIllowDeliveryRunner
{
    /// <summary>
    /// Runs the endpoint that handles the delivery's event, in its own request with its own services: the endpoint's filters run,
    /// the application's middleware does not. The signature is not verified again.
    /// </summary>
    /// <param name="delivery">What <see cref="IIllowDeliveryQueue.EnqueueAsync"/> was given.</param>
    /// <param name="attempt">
    /// Which attempt this is, from 1, as the engine counts; for logs, metrics and the inspector. Wolverine and Hangfire count failures:
    /// after a run that was cut off by the end of its process they give the same number again.
    /// </param>
    /// <param name="cancellationToken">Cancels the handler, for example because the host is shutting down.</param>
    /// <returns>A task that completes when the handler has answered 2xx and that is recorded, or when an earlier run had done so.</returns>
    /// <exception cref="IllowDeliveryRunException">
    /// The delivery was not handled; its claim was released or its transaction rolled back. The engine should run it again later.
    /// </exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled and the handler stopped.</exception>
    Task RunAsync(IllowQueuedDelivery delivery, int attempt, CancellationToken cancellationToken);
}
