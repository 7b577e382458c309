using Illow.AspNetCore.Configuration;
using Illow.AspNetCore.Diagnostics;
using Illow.AspNetCore.Diagnostics.Observation;
using Illow.AspNetCore.Routing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Illow.AspNetCore.Middleware;

/// <summary>Steps 4 and 5 of docs/architecture.md: from a body whose signature holds to the envelope, its event and the endpoint that takes it. Thread-safe.</summary>
internal sealed class EnvelopeAcceptance(
    EventResolution events, WebhookTelemetry telemetry, DeliveryTracing tracing, MetadataJson json, TimeProvider time, ILoggerFactory loggers)
{
    private readonly ILogger _logger = loggers.CreateLogger(Log.Category);

    internal ValueTask<Verification> AcceptAsync(HttpContext context, WebhookRoute route, WebhookSettings settings, Registration registration, byte[] body)
    {
        var verifiedAt = time.GetUtcNow();
        telemetry.Remember(registration, verifiedAt);
        if (!IllowMessage.TryParse(body, settings.EventProperty, json.Default, out var message, out var error))
        {
            Log.MalformedEnvelope(_logger, new LogText(registration.Name), error.Value.Cause, error.Value.Member);
            return new(Verification.Refused(Answer.MalformedEnvelope, $"The signature is valid, but the body is not a valid envelope. {error.Value.Explanation}"));
        }

        tracing.TraceOf(context)?.Message = message;
        var differing = Differs(registration.CompanyId, message.CompanyId) ? nameof(registration.CompanyId)
            : Differs(registration.SiteId, message.SiteId) ? nameof(registration.SiteId)
            : null;
        if (differing is not null)
        {
            Log.WrongOrigin(_logger, new LogText(registration.Name), new LogText(message.CompanyId), new LogText(message.SiteId));
            return new(Verification.Refused(Answer.WrongOrigin, $"The registration '{registration.Name}' accepts events of another {differing} only."));
        }

        var resolving = events.ResolveAsync(message, registration, route, context);
        return resolving.IsCompletedSuccessfully
            ? new(Choose(context, message, resolving.Result, verifiedAt, route, registration))
            : ChooseAsync(resolving, context, message, verifiedAt, route, registration);
    }

    private async ValueTask<Verification> ChooseAsync(
        ValueTask<ResolvedEvent> resolving, HttpContext context, IllowMessage message, DateTimeOffset verifiedAt, WebhookRoute route, Registration registration) =>
        Choose(context, message, await resolving, verifiedAt, route, registration);

    private Verification Choose(
        HttpContext context, IllowMessage message, ResolvedEvent resolved, DateTimeOffset verifiedAt, WebhookRoute route, Registration registration)
    {
        if (resolved.Name is not { } @event)
        {
            Log.UnknownEvent(_logger, new LogText(registration.Name), route.Url);
            return Verification.Refused(Answer.UnknownEvent, Messages.UnknownEvent(registration.Name, route.Url));
        }

        var envelope = new IllowEnvelope(message, @event, registration.Name, verifiedAt);
        tracing.TraceOf(context)?.Envelope = envelope;
        if (resolved.Source == EventSource.ExcludedName)
        {
            Log.ExcludedEvent(_logger, new LogText(@event), new LogText(registration.Name));
            return Verification.Refused(Answer.WrongOrigin, $"The Events of the registration '{registration.Name}' do not list this event.") with { Event = @event };
        }

        if (route.Choose(resolved.Wanted, registration) is not { } chosen)
        {
            Log.UnhandledEvent(_logger, new LogText(@event), new LogText(registration.Name), route.Url);
            return Verification.Refused(Answer.UnhandledEvent, "No endpoint at " + route.Url + " takes this event.") with { Event = @event };
        }

        var options = json.For(chosen.Handler.Endpoint);
        if (options != json.Default)
        {
            envelope = new IllowEnvelope(envelope, options);
        }

        return Verification.Of(new VerifiedDelivery(envelope, registration, chosen.Handler.Guarded, chosen.Declaration, route));
    }

    private static bool Differs(string? pin, string value) => pin is not null && !string.Equals(pin, value, StringComparison.Ordinal);
}
