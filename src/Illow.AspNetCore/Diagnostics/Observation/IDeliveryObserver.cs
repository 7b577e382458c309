using Microsoft.AspNetCore.Http;

namespace Illow.AspNetCore.Diagnostics.Observation;

/// <summary>
/// Is told of every finished request at a webhook URL. Resolved once from the services, where a satellite put one; without it nothing is
/// recorded. Called by many requests at a time.
/// </summary>
internal interface IDeliveryObserver
{
    /// <summary>Whether requests are traced for this observer. May change while the application is being configured.</summary>
    bool IsOn { get; }

    /// <summary>Takes note of a request that was answered. Must neither throw nor wait: the sender's connection is still held.</summary>
    /// <param name="context">The request, valid during the call alone.</param>
    /// <param name="trace">What came of it; belongs to the observer from now on.</param>
    void Finished(HttpContext context, DeliveryTrace trace);
}
