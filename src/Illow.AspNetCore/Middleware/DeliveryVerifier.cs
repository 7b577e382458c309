using System.Collections.Immutable;
using Illow.AspNetCore.Configuration;
using Illow.AspNetCore.Diagnostics;
using Illow.AspNetCore.Diagnostics.Observation;
using Illow.AspNetCore.Protocol.Envelopes;
using Illow.AspNetCore.Protocol.Keys;
using Illow.AspNetCore.Protocol.Signatures;
using Illow.AspNetCore.Routing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Illow.AspNetCore.Middleware;

/// <summary>Steps 1 to 5 of docs/architecture.md: from a request at a webhook URL to a verified delivery or a refusal. Runs no handler and touches no store. Thread-safe.</summary>
internal sealed class DeliveryVerifier(
    CandidateFinder candidates,
    SignatureGate gate,
    EventRules events,
    AnswerWriter answers,
    WebhookTelemetry telemetry,
    DeliveryWatch watch,
    IOptions<JsonOptions> json,
    TimeProvider time,
    ILoggerFactory loggers)
{
    private readonly ILogger _logger = loggers.CreateLogger(Log.Category);

    internal async ValueTask<Verification> VerifyAsync(HttpContext context, WebhookRoute route, WebhookSettings settings)
    {
        var request = context.Request;

        // Ordinal: Kestrel routes a lower-case method too, and RFC 9110 (9.1) makes methods case-sensitive
        if (request.Method != HttpMethods.Post)
        {
            context.Response.Headers.Allow = route.AllowedMethods;
            return Verification.Refused(Answer.MethodNotAllowed);
        }

        var search = await candidates.FindAsync(context, route, settings);
        if (search.Refusal is { } noCandidates)
        {
            return Verification.Refused(noCandidates, noCandidates == Answer.UnknownWebhook
                ? "The route's {webhook} is the name of no registration under Illow:Webhooks, and of none that an IIllowKeyProvider knows."
                : "The IIllowKeyProvider failed or gave a text that is no key; the log says more.");
        }

        if (!MediaTypes.AreAccepted(request.Headers))
        {
            return Verification.Refused(Answer.UnsupportedMediaType, "Content-Type must be application/json or */*+json, in UTF-8, and Content-Encoding absent: the signature covers the bytes as sent.");
        }

        var tested = gate.For(settings);
        if (tested.Refusal is not null)
        {
            return Verification.Refused(Answer.Unavailable, "This host refuses " + settings.Hash.Name.Name + " signatures: " + tested.Refusal);
        }

        if (!SignatureHeader.TryGet(request.Headers, settings.SignatureHeader, search.Found, answers.Explains, out var signature, out var malformed))
        {
            return Verification.Refused(Answer.InvalidSignature, malformed);
        }

        if (request.ContentLength > settings.MaxRequestBodySize)
        {
            return TooLarge(settings);
        }

        RaiseServerLimit(context, route, settings);
        var trace = watch.TraceOf(context);
        trace?.ReadBegins();
        var read = await BodyReader.ReadAsync(request, settings.MaxRequestBodySize, context.RequestAborted);
        switch (read.Status)
        {
            case BodyReader.Status.TooLarge:
                return TooLarge(settings);
            case BodyReader.Status.CutOff:
                return Verification.CutOffBy(read.Reason!);
            case BodyReader.Status.ReadEarlier:
                return ReadEarlier();
            case BodyReader.Status.Undecodable:
                return Verification.Refused(Answer.UnsupportedMediaType, "A component before app.UseIllowWebhooks() tried to decode the body, and could not.");
        }

        telemetry.BodyRead(read.Body.Length);
        trace?.BodyRead(read.Body);
        request.Body = new MemoryStream(read.Body, writable: false);
        var verdict = Verify(tested.Verifier, search.Found, read.Body, signature, trace, out var registration);
        trace?.Verified();
        return verdict switch
        {
            SignatureVerdict.Valid => await AcceptAsync(context, route, settings, registration!, read.Body),
            SignatureVerdict.Unavailable => Unavailable(),
            _ when read.Touched => ReadEarlier(),
            _ => Verification.Refused(Answer.InvalidSignature, Diagnose(search.Found, settings, read.Body, signature)),
        };
    }

    // Kestrel stops at 30 MB: a larger limit of ours must reach it, unless the endpoint sets its own. Of a chunked body it counts the
    // framing too, which is five bytes for each where a chunk holds one
    private static void RaiseServerLimit(HttpContext context, WebhookRoute route, WebhookSettings settings)
    {
        var needed = context.Request.ContentLength is null ? 16 + (6L * settings.MaxRequestBodySize) : settings.MaxRequestBodySize;
        if (!route.LimitsBodySizeItself
            && context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false, MaxRequestBodySize: { } limit } feature
            && limit < needed)
        {
            feature.MaxRequestBodySize = needed;
        }
    }

    private SignatureVerdict Verify(
        SignatureVerifier verifier, ImmutableArray<Registration> found, ReadOnlySpan<byte> body, string signatureText, DeliveryTrace? trace, out Registration? registration)
    {
        var started = telemetry.Timestamp();
        Span<byte> signature = stackalloc byte[SignatureText.MaximumSignatureLength];
        Span<byte> digest = stackalloc byte[SignatureHash.MaxLength];
        SignatureText.TryDecode(signatureText, signature, out var length);
        signature = signature[..length];
        registration = null;
        if (!TryHash(verifier.Hash, body, digest, out var hashed))
        {
            return SignatureVerdict.Unavailable;
        }

        digest = digest[..hashed];
        var verdict = SignatureVerdict.Invalid;
        foreach (var candidate in found)
        {
            foreach (var key in candidate.Keys)
            {
                var one = verifier.Verify(key, digest, signature);
                if (one == SignatureVerdict.Valid)
                {
                    registration = candidate;
                    trace?.VerifiedBy(candidate, key);
                    telemetry.Verified(started);
                    return one;
                }

                // One key that the host cannot use leaves open whether it would have verified
                verdict = one == SignatureVerdict.Unavailable ? one : verdict;
            }
        }

        telemetry.Verified(started);
        return verdict;
    }

    // A host may let the known answer pass at start and refuse the hash later: FIPS providers can fail at run time
    private static bool TryHash(SignatureHash hash, ReadOnlySpan<byte> body, Span<byte> digest, out int length)
    {
        try
        {
            length = hash.Compute(body, digest);
            return true;
        }
        catch (Exception exception) when (PlatformRefusal.Is(exception))
        {
            length = 0;
            return false;
        }
    }

    private async ValueTask<Verification> AcceptAsync(HttpContext context, WebhookRoute route, WebhookSettings settings, Registration registration, byte[] body)
    {
        telemetry.Remember(registration);
        if (!EnvelopeParser.TryParse(body, settings.EventProperty, out var parsed, out var problem, out var member))
        {
            Log.MalformedEnvelope(_logger, new LogText(registration.Name), problem, member);
            return Verification.Refused(Answer.MalformedEnvelope, $"The signature holds, but the body is no valid envelope: {problem}{(member is null ? null : $" ({member})")}.");
        }

        if (Differs(registration.CompanyId, parsed.CompanyId) || Differs(registration.SiteId, parsed.SiteId))
        {
            Log.WrongOrigin(_logger, new LogText(registration.Name), new LogText(parsed.CompanyId), new LogText(parsed.SiteId));
            return Verification.Refused(Answer.WrongOrigin, $"The registration '{registration.Name}' pins CompanyId or SiteId to another value.");
        }

        var envelope = new IllowEnvelope(string.Empty, registration.Name, in parsed, body, time.GetUtcNow(), json.Value.SerializerOptions);
        watch.TraceOf(context)?.Envelope = envelope;
        var @event = await events.TellAsync(envelope, parsed.Event, registration, route, context);
        if (@event is null)
        {
            Log.UnknownEvent(_logger, new LogText(registration.Name), route.Url);
            return Verification.Refused(Answer.UnknownEvent, Messages.UnknownEvent(registration.Name, route.Url));
        }

        envelope.Event = @event;
        if (route.Choose(@event, registration) is not { } chosen)
        {
            Log.UnhandledEvent(_logger, new LogText(@event), new LogText(registration.Name), route.Url);
            return Verification.Refused(Answer.UnhandledEvent, "No endpoint at " + route.Url + " takes this event.") with { Event = @event };
        }

        return Verification.Of(new VerifiedDelivery(envelope, registration, chosen.Handler.Endpoint, chosen.Declaration));
    }

    private Verification TooLarge(WebhookSettings settings) => Verification.Refused(
        Answer.BodyTooLarge,
        answers.Explains ? $"Illow:MaxRequestBodySize is {settings.MaxRequestBodySize} bytes; the server's own limit may be lower." : null);

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

    private string? Diagnose(ImmutableArray<Registration> found, WebhookSettings settings, byte[] body, string signature)
    {
        if (!answers.Explains)
        {
            return null;
        }

        IReadOnlyList<WebhookPublicKey> keys = [.. found.SelectMany(r => r.Keys)];
        IReadOnlyList<WebhookPublicKey> others = [.. settings.Registrations.Where(r => !found.Any(f => f.IsNamed(r.Name))).SelectMany(r => r.Keys)];
        var fingerprints = string.Join(", ", keys.Select(key => key.Fingerprint));
        return $"{SignatureDiagnosis.Explain(keys, others, body, signature, settings.Hash).Explanation} Keys tried: {fingerprints}.";
    }

    private static bool Differs(string? pin, string value) => pin is not null && !string.Equals(pin, value, StringComparison.Ordinal);
}
