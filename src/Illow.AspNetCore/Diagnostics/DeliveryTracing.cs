using Illow.AspNetCore.Configuration;

namespace Illow.AspNetCore.Diagnostics;

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
/// Receives every finished request at a webhook URL, and every run from the queue. Resolved once from the services; without one,
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

/// <summary>
/// The result of one request at a webhook URL, or of one run from the queue, and how long each step took. Kept in the request's features
/// while it runs. Holds personal data. Not thread-safe.
/// </summary>
internal sealed class DeliveryTrace(string url, TimeProvider time)
{
    private readonly long _began = time.GetTimestamp();
    private long _step;

    /// <summary>The route, as the start-up audit names it.</summary>
    internal string Url { get; } = url;

    internal DateTimeOffset ReceivedAt { get; } = time.GetUtcNow();

    /// <summary>From the middleware's first step to its last.</summary>
    internal TimeSpan Total { get; private set; }

    /// <summary>Until the body was read; null where it was not read to its end.</summary>
    internal TimeSpan? Read { get; private set; }

    /// <summary>Hashing and verifying with each key that was tried; null where no signature was checked.</summary>
    internal TimeSpan? Verify { get; private set; }

    /// <summary>The rest of the pipeline, all runs together; null where no handler ran.</summary>
    internal TimeSpan? Handler { get; private set; }

    /// <summary>The body as received, no longer than the receiver's own limit; empty where it was not read to its end.</summary>
    internal ReadOnlyMemory<byte> Body { get; private set; }

    /// <summary>The registration whose key verified the signature; null where none did.</summary>
    internal Registration? Registration { get; private set; }

    /// <summary>The key that verified the signature.</summary>
    internal IllowPublicKey? Key { get; private set; }

    /// <summary>Null unless the signature is valid and the body is an envelope.</summary>
    internal IllowMessage? Message { get; set; }

    /// <summary>Null unless the event could be determined.</summary>
    internal string? Event { get; set; }

    /// <summary>The number under which the queue took the delivery; null where it was not queued.</summary>
    internal Guid? QueuedId { get; set; }

    /// <summary>One of the closed set of <see cref="Outcomes"/> and the answers' codes.</summary>
    internal string Outcome { get; set; } = Outcomes.Failed;

    /// <summary>Why, as Development's answers say it.</summary>
    internal string? Detail { get; set; }

    /// <summary>What was answered; null where an exception passes to the application, which answers later.</summary>
    internal int? Status { get; private set; }

    /// <summary>What the handler threw, or what ended the reading of a body that did not arrive whole.</summary>
    internal Exception? Exception { get; set; }

    /// <summary>The trace of this request, if it is being observed.</summary>
    internal static DeliveryTrace? Of(HttpContext context) => context.Features.Get<DeliveryTrace>();

    internal void ReadBegins() => _step = time.GetTimestamp();

    internal void BodyRead(ReadOnlyMemory<byte> body)
    {
        Body = body;
        Read = NextStep();
    }

    internal void Verified() => Verify = NextStep();

    internal void VerifiedBy(Registration registration, IllowPublicKey key)
    {
        Registration = registration;
        Key = key;
    }

    internal void HandlerRan(TimeSpan elapsed) => Handler = elapsed + (Handler ?? TimeSpan.Zero);

    internal void End(int? status)
    {
        Total = time.GetElapsedTime(_began);
        Status = status;
    }

    private TimeSpan NextStep()
    {
        var now = time.GetTimestamp();
        var elapsed = time.GetElapsedTime(_step, now);
        _step = now;
        return elapsed;
    }
}
