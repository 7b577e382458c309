using Illow.AspNetCore.Configuration;
using Illow.AspNetCore.Diagnostics;
using Illow.AspNetCore.Diagnostics.Observation;
using Illow.AspNetCore.Routing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Illow.AspNetCore.Middleware;

/// <summary>Steps 1 to 5 of docs/architecture.md: from a request at a webhook URL to a verified delivery or a refusal. Runs no handler and touches no store. Thread-safe.</summary>
internal sealed class DeliveryVerifier(
    CandidateFinder candidates,
    RequestScreen screen,
    SignatureTrial trial,
    EnvelopeAcceptance acceptance,
    WebhookTelemetry telemetry,
    DeliveryTracing tracing,
    ILoggerFactory loggers)
{
    private readonly ILogger _logger = loggers.CreateLogger(Log.Category);

    internal async ValueTask<Verification> VerifyAsync(HttpContext context, WebhookRoute route, WebhookSettings settings)
    {
        if (!RequestScreen.IsPost(context, route))
        {
            return Verification.Refused(Answer.MethodNotAllowed);
        }

        var search = await candidates.FindAsync(context, route, settings);
        if (!screen.TryPass(context.Request, settings, search, out var passed, out var refusal))
        {
            return refusal;
        }

        var serverLimit = ServerBodyLimit.Of(context);
        serverLimit.Raise(route, settings, context.Request.ContentLength);
        var trace = tracing.TraceOf(context);
        trace?.ReadBegins();
        var read = await BodyReader.ReadAsync(context, settings.MaxRequestBodySize, serverLimit.IsBodyBegun);
        if (read.Status != BodyReader.Status.Read)
        {
            return Unread(read, settings);
        }

        telemetry.BodyRead(read.Body.Length);
        trace?.BodyRead(read.Body);
        context.Request.Body = new MemoryStream(read.Body, writable: false);
        var verdict = trial.Run(passed.Verifier, search.Found, read.Body, passed.Signature, trace, out var registration);
        trace?.Verified();
        return verdict switch
        {
            IllowVerificationStatus.Valid => await acceptance.AcceptAsync(context, route, settings, registration!, read.Body),
            IllowVerificationStatus.Unavailable => Unavailable(),
            _ when read.Touched => ReadEarlier(),
            _ => Verification.Refused(Answer.InvalidSignature, trial.Explain(search.Found, settings, read.Body, passed.Signature)),
        };
    }

    private Verification Unread(BodyReader.Result read, WebhookSettings settings) => read.Status switch
    {
        BodyReader.Status.TooLarge => screen.TooLarge(settings),
        BodyReader.Status.CutOff => Verification.CutOffBy(read.Reason!),
        BodyReader.Status.ReadEarlier => ReadEarlier(),
        _ => Verification.Refused(Answer.UnsupportedMediaType, "A component before app.UseIllowWebhooks() tried to decode the body, and could not."),
    };

    private Verification Unavailable()
    {
        Log.VerificationUnavailable(_logger);
        return Verification.Refused(Answer.Unavailable, "The platform could not verify with this key.");
    }

    private Verification ReadEarlier()
    {
        Log.BodyReadEarlier(_logger);
        return Verification.Refused(Answer.BodyReadEarlier, Messages.BodyReadEarlier);
    }
}
