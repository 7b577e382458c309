using System.Diagnostics;
using Illow.AspNetCore.Configuration;
using Illow.AspNetCore.Diagnostics;
using Illow.AspNetCore.Diagnostics.Observation;
using Illow.AspNetCore.Idempotency;
using Illow.AspNetCore.Queueing;
using Illow.AspNetCore.Routing;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Illow.AspNetCore.Middleware;

/// <summary>
/// The walk of one delivery: verify, put the feature into the request, hand over to the endpoint that takes the event. A request
/// that routing did not give to a webhook URL passes untouched.
/// </summary>
internal sealed class IllowWebhookMiddleware
{
    private const int RetryAfterSeconds = 10;

    private readonly OtherEndpoints _others = new();
    private readonly RequestDelegate _next;
    private readonly WebhookSettingsMonitor _settings;
    private readonly DeliveryVerifier _verifier;
    private readonly AnswerWriter _answers;
    private readonly WebhookTelemetry _telemetry;
    private readonly DeliveryTracing _tracing;
    private readonly IdempotentDelivery _idempotent;
    private readonly DeliveryHandler _runHandler;
    private readonly DeliveryHandler _enqueue;
    private readonly ILogger _logger;

    public IllowWebhookMiddleware(
        RequestDelegate next,
        WebhookSettingsMonitor settings,
        DeliveryVerifier verifier,
        AnswerWriter answers,
        WebhookTelemetry telemetry,
        DeliveryTracing tracing,
        IdempotentDelivery idempotent,
        DeliveryEnqueuer enqueuer,
        ILoggerFactory loggers)
    {
        _next = next;
        _settings = settings;
        _verifier = verifier;
        _answers = answers;
        _telemetry = telemetry;
        _tracing = tracing;
        _idempotent = idempotent;
        _logger = loggers.CreateLogger(Log.Category);
        _runHandler = new HandlerRun(next, answers, telemetry, _logger).RunAsync;
        _enqueue = enqueuer.EnqueueAsync;
    }

    // Small, since it is all that the requests of other endpoints pay
    public Task InvokeAsync(HttpContext context) =>
        context.GetEndpoint() is { } endpoint && !_others.Contains(endpoint) ? InvokeAsync(context, endpoint) : _next(context);

    private Task InvokeAsync(HttpContext context, Endpoint endpoint)
    {
        switch (endpoint.Metadata.GetMetadata<IWebhookMetadata>())
        {
            case null:
                _others.Add(endpoint);
                return _next(context);

            case WebhookRoute route:
                return _tracing.IsEnabled ? ObserveAsync(context, route) : ReceiveAsync(context, route);

            default:
                // Routing selects no decorated endpoint: one that stands here unverified was set by other code
                return VerifiedDelivery.Require(context) is { IsAttached: false } earlier
                    ? InvokeAgainAsync(context, earlier)
                    : _next(context);
        }
    }

    // A middleware before this one runs the rest of the pipeline once more, as after a failure: that is a delivery of its own, with its own claim
    private Task InvokeAgainAsync(HttpContext context, VerifiedDelivery earlier)
    {
        context.Request.Body = earlier.OpenBody();
        return _tracing.IsEnabled ? ObserveAsync(context, earlier.Route) : ReceiveAsync(context, earlier.Route);
    }

    // Apart, so that its closure is made only where somebody observes
    private Task ObserveAsync(HttpContext context, WebhookRoute route) => _tracing.RunAsync(context, route.Url, () => ReceiveAsync(context, route));

    private async Task ReceiveAsync(HttpContext context, WebhookRoute route)
    {
        using var activity = WebhookTelemetry.StartActivity();
        var settings = _settings.Current;
        Verification verification;
        try
        {
            verification = await _verifier.VerifyAsync(context, route, settings);
        }
        catch
        {
            // The application's own: its event resolver, or the buffer of its body
            _telemetry.Finished(context, Outcomes.Failed, null, activity);
            throw;
        }

        if (verification.Delivery is { } delivery)
        {
            await HandleAsync(context, route, settings, delivery, activity);
        }
        else if (verification.CutOff is { } exception)
        {
            CutOff(context, route, exception, activity);
        }
        else
        {
            await RefuseAsync(context, route, settings, verification, activity);
        }
    }

    private async Task HandleAsync(HttpContext context, WebhookRoute route, WebhookSettings settings, VerifiedDelivery delivery, Activity? activity)
    {
        var envelope = delivery.Envelope;
        var outcome = Outcomes.Failed;
        var threw = true;
        var handler = settings.IsQueued(delivery.Declaration) ? _enqueue : _runHandler;
        try
        {
            outcome = settings.Idempotency.Enabled && delivery.Declaration.Idempotent
                ? await _idempotent.RunAsync(context, route, delivery, settings.Idempotency, handler)
                : await handler(context, delivery);
            threw = false;
        }
        finally
        {
            var level = LevelOf(outcome);
            if (_logger.IsEnabled(level))
            {
                // What the application makes of an exception is not known yet
                object status = threw ? "none" : context.Response.StatusCode;
                Log.Handled(_logger, level, new LogText(envelope.Event), new LogText(envelope.Webhook), new LogText(envelope.IdempotencyKey), outcome, status);
            }

            _telemetry.Finished(context, outcome, envelope.Event, activity);
        }
    }

    private static LogLevel LevelOf(string outcome) => outcome switch
    {
        Outcomes.Failed or "not-handled" or "not-recorded" => LogLevel.Error,
        Outcomes.Declined => LogLevel.Warning,
        _ => LogLevel.Information,
    };

    private async Task RefuseAsync(HttpContext context, WebhookRoute route, WebhookSettings settings, Verification verification, Activity? activity)
    {
        var answer = verification.Refusal!;
        if (answer == Answer.UnhandledEvent && settings.UnhandledEvents == IllowUnhandledEvents.Acknowledge)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            _telemetry.Finished(context, Outcomes.Acknowledged, verification.Event, activity);
            return;
        }

        Log.Refused(_logger, route.Url, answer.Status, answer.Slug);
        _telemetry.Finished(context, answer.Slug, verification.Event, activity);
        await _answers.WriteAsync(context, answer, verification.Detail, answer == Answer.Unavailable ? RetryAfterSeconds : null);
    }

    // The server knows best what to say of a body that is too slow or cut off; no handler may run, and 200 must not stand
    private void CutOff(HttpContext context, WebhookRoute route, Exception exception, Activity? activity)
    {
        _tracing.TraceOf(context)?.Exception = exception;
        Log.BodyCutOff(_logger, route.Url, exception.GetType().Name);
        _telemetry.Finished(context, Outcomes.CutOff, null, activity);
        if (!context.Response.HasStarted)
        {
            context.Response.StatusCode = (exception as BadHttpRequestException)?.StatusCode ?? StatusCodes.Status400BadRequest;
        }

        if (exception is ConnectionResetException or ConnectionAbortedException)
        {
            // Nobody is left to answer, and Kestrel would try to read the rest of the body and log an error of its own
            context.Abort();
        }
    }
}
