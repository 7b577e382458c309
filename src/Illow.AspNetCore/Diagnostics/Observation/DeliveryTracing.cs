namespace Illow.AspNetCore.Diagnostics.Observation;

/// <summary>Traces requests for the observer, if there is one; otherwise every call is one null check. Thread-safe.</summary>
internal sealed class DeliveryTracing(TimeProvider time, IDeliveryObserver? observer = null)
{
    internal bool IsEnabled => observer is { IsEnabled: true };

    /// <summary>The trace of a request that is being observed; null where nobody observes.</summary>
    internal DeliveryTrace? TraceOf(HttpContext context) => IsEnabled ? DeliveryTrace.Of(context) : null;

    /// <summary>Runs what receives a request, and tells the observer the result.</summary>
    /// <param name="context">The request.</param>
    /// <param name="url">The webhook URL that the request was sent to.</param>
    /// <param name="receive">Answers the request; its exceptions pass through.</param>
    internal async Task RunAsync(HttpContext context, string url, Func<Task> receive)
    {
        var trace = new DeliveryTrace(url, time);
        context.Features.Set(trace);
        var threw = true;
        try
        {
            await receive();
            threw = false;
        }
        catch (Exception exception)
        {
            trace.Exception = exception;
            throw;
        }
        finally
        {
            // The application's error handling answers later, unless the response has started
            trace.End(threw && !context.Response.HasStarted ? null : context.Response.StatusCode);
            observer!.Finished(context, trace);
        }
    }

    /// <summary>The trace of a run from the queue; null where nobody observes.</summary>
    internal DeliveryTrace? StartRun(IllowQueuedDelivery delivery) => IsEnabled ? new DeliveryTrace(delivery.Route, time) : null;

    /// <summary>Tells the observer of a finished run.</summary>
    internal void Ran(IllowQueuedDelivery delivery, int attempt, DeliveryTrace trace) => observer!.Ran(delivery, attempt, trace);
}

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
