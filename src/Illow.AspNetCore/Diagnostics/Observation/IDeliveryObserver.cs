using Microsoft.AspNetCore.Http;

namespace Illow.AspNetCore.Diagnostics.Observation;

/// <summary>
/// Is told about every finished request at a webhook URL, and every run from the queue. Resolved once from the services; without one,
/// nothing is recorded. Called by many requests at a time.
/// </summary>
internal interface IDeliveryObserver
{
    /// <summary>Whether requests are traced for this observer. May change while the application is being configured.</summary>
    bool IsEnabled { get; }

    /// <summary>Records a finished request. Must neither throw nor wait: the sender's connection is still held.</summary>
    /// <param name="context">The request, valid only during the call.</param>
    /// <param name="trace">The result; the observer owns it from now on.</param>
    void Finished(HttpContext context, DeliveryTrace trace);

    /// <summary>Records a finished run of a queued delivery on this instance. Must neither throw nor wait.</summary>
    /// <param name="delivery">The delivery, as the queue gave it.</param>
    /// <param name="attempt">Which attempt it was, from 1.</param>
    /// <param name="trace">The result; the observer owns it from now on.</param>
    void Ran(IllowQueuedDelivery delivery, int attempt, DeliveryTrace trace);
}
