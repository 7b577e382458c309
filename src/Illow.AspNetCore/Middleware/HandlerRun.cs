using Illow.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Illow.AspNetCore.Middleware;

/// <summary>Runs the endpoint that a delivery was verified for, and tells what came of it. Thread-safe.</summary>
internal sealed class HandlerRun(RequestDelegate next, AnswerWriter answers, WebhookTelemetry telemetry, ILogger logger)
{
    internal async ValueTask<string> RunAsync(HttpContext context, VerifiedDelivery delivery)
    {
        delivery.Attach(context);
        var started = telemetry.Timestamp();
        try
        {
            await next(context);
        }
        catch (MetadataMismatchException mismatch)
        {
            delivery.MetadataMismatch = mismatch;
        }
        finally
        {
            telemetry.HandlerRan(context, started, delivery.Envelope.Event);
        }

        if (delivery.MetadataMismatch is { } misfit)
        {
            return await AnswerAsync(context, delivery, misfit);
        }

        return context.Response.StatusCode is >= 200 and < 300 ? Outcomes.Handled : Outcomes.Declined;
    }

    private async ValueTask<string> AnswerAsync(HttpContext context, VerifiedDelivery delivery, MetadataMismatchException misfit)
    {
        // A filter or middleware of the application may have swallowed it; no 2xx may stand where no handler ran
        if (context.Response is { HasStarted: false, StatusCode: >= 200 and < 300 } response)
        {
            response.ContentLength = null;
            if (response.Body.CanSeek)
            {
                response.Body.SetLength(0);
            }

            await answers.WriteAsync(context, Answer.MalformedMetadata, Messages.MetadataMismatch(misfit));
        }

        Log.MetadataMismatch(logger, new LogText(delivery.Envelope.Event), new LogText(delivery.Envelope.Webhook), misfit.MetadataType.Name, misfit.Line, misfit.BytePosition);
        return Answer.MalformedMetadata.Slug;
    }
}
