using Microsoft.AspNetCore.Http;

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
