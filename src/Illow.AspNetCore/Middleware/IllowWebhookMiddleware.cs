using System.Diagnostics;
using Illow.AspNetCore.Configuration;
using Illow.AspNetCore.Diagnostics;
using Illow.AspNetCore.Diagnostics.Audit;
using Illow.AspNetCore.Diagnostics.Observation;
using Illow.AspNetCore.Idempotency;
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

    private readonly RequestDelegate _next;
    private readonly WebhookSettingsMonitor _settings;
    private readonly DeliveryVerifier _verifier;
    private readonly AnswerWriter _answers;
    private readonly WebhookTelemetry _telemetry;
    private readonly DeliveryWatch _watch;
    private readonly StartupAudit _audit;
    private readonly IdempotentDelivery _idempotent;
    private readonly DeliveryHandler _runHandler;
    private readonly ILogger _logger;

    public IllowWebhookMiddleware(
        RequestDelegate next,
        WebhookSettingsMonitor settings,
        DeliveryVerifier verifier,
        AnswerWriter answers,
        WebhookTelemetry telemetry,
        DeliveryWatch watch,
        StartupAudit audit,
        IdempotentDelivery idempotent,
        ILoggerFactory loggers)
    {
        _next = next;
        _settings = settings;
        _verifier = verifier;
        _answers = answers;
        _telemetry = telemetry;
        _watch = watch;
        _audit = audit;
        _idempotent = idempotent;
        _runHandler = RunHandlerAsync;
        _logger = loggers.CreateLogger(Log.Category);
    }

    public Task InvokeAsync(HttpContext context)
    {
        var metadata = context.GetEndpoint()?.Metadata;
        if (metadata?.GetMetadata<WebhookRoute>() is { } route)
        {
            return _watch.IsOn ? ObserveAsync(context, route) : ReceiveAsync(context, route);
        }

        // Routing selects no decorated endpoint: one that stands here unverified was set by other code
        if (metadata?.GetMetadata<IllowWebhookAttribute>() is not null)
        {
            VerifiedDelivery.Require(context);
        }

        return _next(context);
    }

    // Apart, so that its closure is made only where somebody observes
    private Task ObserveAsync(HttpContext context, WebhookRoute route) => _watch.RunAsync(context, route.Url, () => ReceiveAsync(context, route));

    private async Task ReceiveAsync(HttpContext context, WebhookRoute route)
    {
        using var activity = WebhookTelemetry.StartActivity();
        Verification verification;
        try
        {
            verification = await _verifier.VerifyAsync(context, route, _settings.Current);
        }
        catch
        {
            // The application's own: its event resolver, or the buffer of its body
            _telemetry.Finished(context, Outcomes.Failed, null, activity);
            throw;
        }

        if (verification.Delivery is { } delivery)
        {
            await HandleAsync(context, route, delivery, activity);
        }
        else if (verification.CutOff is { } exception)
        {
            CutOff(context, route, exception, activity);
        }
        else
        {
            await RefuseAsync(context, route, verification, activity);
        }
    }

    private async Task HandleAsync(HttpContext context, WebhookRoute route, VerifiedDelivery delivery, Activity? activity)
    {
        var idempotency = _settings.Current.Idempotency;
        var eventTag = _audit.Map.TagOf(delivery.Envelope.Event);
        var outcome = Outcomes.Failed;
        try
        {
            outcome = idempotency.Enabled && delivery.Declaration.Idempotent
                ? await _idempotent.RunAsync(context, route, delivery, idempotency, _runHandler)
                : await RunHandlerAsync(context, delivery);
        }
        finally
        {
            var envelope = delivery.Envelope;
            Log.Handled(_logger, new LogText(envelope.Event), new LogText(envelope.Webhook), new LogText(envelope.IdempotencyKey), outcome, context.Response.StatusCode);
            _telemetry.Finished(context, outcome, eventTag, activity);
        }
    }

    private async ValueTask<string> RunHandlerAsync(HttpContext context, VerifiedDelivery delivery)
    {
        delivery.Attach(context);
        var started = _telemetry.Timestamp();
        try
        {
            await _next(context);
        }
        catch (MetadataMismatchException mismatch)
        {
            delivery.MetadataMismatch = mismatch;
        }
        finally
        {
            _telemetry.HandlerRan(context, started, _audit.Map.TagOf(delivery.Envelope.Event));
        }

        if (delivery.MetadataMismatch is { } misfit)
        {
            // A filter or middleware of the application may have swallowed it; no 2xx may stand where no handler ran
            if (context.Response is { HasStarted: false, StatusCode: >= 200 and < 300 } response)
            {
                response.ContentLength = null;
                if (response.Body.CanSeek)
                {
                    response.Body.SetLength(0);
                }

                await _answers.WriteAsync(context, Answer.MalformedMetadata, Messages.MetadataMismatch(misfit));
            }

            Log.MetadataMismatch(_logger, new LogText(delivery.Envelope.Event), new LogText(delivery.Envelope.Webhook), misfit.MetadataType.Name, misfit.Line, misfit.BytePosition);
            return Answer.MalformedMetadata.Slug;
        }

        return context.Response.StatusCode is >= 200 and < 300 ? Outcomes.Handled : Outcomes.Declined;
    }

    private async Task RefuseAsync(HttpContext context, WebhookRoute route, Verification verification, Activity? activity)
    {
        var answer = verification.Refusal!;
        var eventTag = verification.Event is null ? null : _audit.Map.TagOf(verification.Event);
        if (answer == Answer.UnhandledEvent && _settings.Current.UnhandledEvents == IllowUnhandledEvents.Acknowledge)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            _telemetry.Finished(context, Outcomes.Acknowledged, eventTag, activity);
            return;
        }

        Log.Refused(_logger, route.Url, answer.Status, answer.Slug);
        _telemetry.Finished(context, answer.Slug, eventTag, activity);
        await _answers.WriteAsync(context, answer, verification.Detail, answer == Answer.Unavailable ? RetryAfterSeconds : null);
    }

    // The server knows best what to say of a body that is too slow or cut off; no handler may run, and 200 must not stand
    private void CutOff(HttpContext context, WebhookRoute route, Exception exception, Activity? activity)
    {
        _watch.TraceOf(context)?.ExceptionType = exception.GetType();
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
