using Microsoft.AspNetCore.Http;

namespace Illow.AspNetCore.Diagnostics.Observation;

/// <summary>
/// Is told about every finished request at a webhook URL. Resolved once from the services; without one, nothing is recorded. Called by
/// many requests at a time.
/// </summary>
internal interface IDeliveryObserver
{
    /// <summary>Whether requests are traced for this observer. May change while the application is being configured.</summary>
    bool IsEnabled { get; }

    /// <summary>Records a finished request. Must neither throw nor wait: the sender's connection is still held.</summary>
    /// <param name="context">The request, valid only during the call.</param>
    /// <param name="trace">The result; the observer owns it from now on.</param>
    void Finished(HttpContext context, DeliveryTrace trace);
}
