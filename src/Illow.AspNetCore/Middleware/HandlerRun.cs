using Illow.AspNetCore.Diagnostics;
using Illow.AspNetCore.Diagnostics.Observation;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Illow.AspNetCore.Middleware;

/// <summary>Runs the endpoint that a delivery was verified for, and finds out what came of it. Thread-safe.</summary>
internal sealed class HandlerRun(RequestDelegate next, AnswerWriter answers, WebhookTelemetry telemetry, ILogger logger)
{
    internal async ValueTask<string> RunAsync(HttpContext context, VerifiedDelivery delivery)
    {
        delivery.Attach(context);
        var started = telemetry.Timestamp();
        try
        {
            await next(context);
            if (delivery is { HasRun: true, Failure: null, MetadataMismatch: null, Response: { } response })
            {
                // What runs as the response starts belongs to the handler, and is done before its event is recorded
                await response.FinishAsync();
            }
        }
        catch (MetadataMismatchException mismatch)
        {
            delivery.HandlerThrew(mismatch);
        }
        finally
        {
            delivery.Detach();
            telemetry.HandlerRan(context, started, delivery.Envelope.Event);
        }

        if (delivery.MetadataMismatch is { } misfit)
        {
            Log.MetadataMismatch(logger, new LogText(delivery.Envelope.Event), new LogText(delivery.Envelope.Webhook), misfit.MetadataType.Name, misfit.Line, misfit.BytePosition);
            return await ReplaceAsync(context, delivery, Answer.MalformedMetadata, Messages.MetadataMismatch(misfit)) ?? Answer.MalformedMetadata.Slug;
        }

        if (delivery.Failure is { } failure)
        {
            return await FailAsync(context, delivery, failure);
        }

        if (!IsSuccess(context.Response))
        {
            return Outcomes.Declined;
        }

        return delivery.HasRun ? Outcomes.Handled : await NotRunAsync(context, delivery);
    }

    private async ValueTask<string> FailAsync(HttpContext context, VerifiedDelivery delivery, Exception failure)
    {
        DeliveryTrace.Of(context)?.Exception = failure;
        Log.FailureSwallowed(logger, new LogText(delivery.Envelope.Event), new LogText(delivery.Envelope.Webhook), failure.GetType().Name, context.Response.StatusCode);
        await ReplaceAsync(context, delivery, Answer.NotHandled, Messages.HandlerThrew(failure));
        return Outcomes.Failed;
    }

    private async ValueTask<string> NotRunAsync(HttpContext context, VerifiedDelivery delivery)
    {
        Log.HandlerDidNotRun(logger, new LogText(delivery.Envelope.Event), new LogText(delivery.Envelope.Webhook), context.Response.StatusCode);
        await ReplaceAsync(context, delivery, Answer.NotHandled, Messages.HandlerDidNotRun(delivery.Endpoint.DisplayName));
        return Answer.NotHandled.Slug;
    }

    // A filter or middleware of the application may have swallowed an exception; no 2xx may stand where no handler succeeded
    private async ValueTask<string?> ReplaceAsync(HttpContext context, VerifiedDelivery delivery, Answer answer, string detail)
    {
        if (!IsSuccess(context.Response))
        {
            return null;
        }

        delivery.Response?.Reset();
        if (context.Response.HasStarted)
        {
            // Not held, since repetitions are not recognised here: the 2xx is on the wire, but its end need not follow
            context.Abort();
            return null;
        }

        context.Response.Clear();
        await answers.WriteAsync(context, answer, detail);
        return answer.Slug;
    }

    private static bool IsSuccess(HttpResponse response) => response.StatusCode is >= 200 and < 300;
}
