using Microsoft.AspNetCore.Http;

namespace Illow.AspNetCore.Diagnostics.Observation;

/// <summary>Traces requests for the observer, if there is one: else every call here is one look at a null. Thread-safe.</summary>
internal sealed class DeliveryWatch(TimeProvider time, IDeliveryObserver? observer = null)
{
    internal bool IsOn => observer is { IsOn: true };

    /// <summary>The trace of a request that is being observed; null where nobody observes.</summary>
    internal DeliveryTrace? TraceOf(HttpContext context) => IsOn ? DeliveryTrace.Of(context) : null;

    /// <summary>Runs what receives a request, and tells the observer what came of it.</summary>
    /// <param name="context">The request.</param>
    /// <param name="url">The webhook URL it came to.</param>
    /// <param name="receive">Answers the request; its exceptions come through.</param>
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
            trace.ExceptionType = exception.GetType();
            throw;
        }
        finally
        {
            // What the application's error handling will make of an exception is not known yet, unless the answer is under way
            trace.End(threw && !context.Response.HasStarted ? null : context.Response.StatusCode);
            observer!.Finished(context, trace);
        }
    }
}
