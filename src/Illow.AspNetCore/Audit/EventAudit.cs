using System.Collections.Immutable;
using Illow.AspNetCore.Configuration;
using Illow.AspNetCore.Middleware;
using Illow.AspNetCore.Routing;

namespace Illow.AspNetCore.Audit;

/// <summary>
/// Finds events that cannot arrive, cannot be determined or have no handler. All are warnings: the settings may change while the
/// application runs.
/// </summary>
internal sealed class EventAudit(
    ImmutableArray<WebhookRoute> routes,
    WebhookSettings settings,
    ImmutableArray<string> unmappedActions,
    bool hasEventResolver,
    bool hasKeyProvider)
{
    internal IEnumerable<string> Analyze() =>
    [
        .. Unmapped(),
        .. routes.SelectMany(Undeliverable),
        .. routes.SelectMany(Unnamed),
        .. settings.Registrations.SelectMany(Untaken),
        .. routes.SelectMany(ManyKeys),
    ];

    private IEnumerable<string> Unmapped() =>
        unmappedActions.Select(action => $"'{action}' carries [IllowWebhook], but no endpoint was mapped to it, "
            + "so none of its deliveries is received. Call app.MapControllers(). UseMvc() alone is not enough: "
            + "only an endpoint's deliveries are verified.");

    private IEnumerable<string> Undeliverable(WebhookRoute route)
    {
        // A key provider may know registrations that the settings do not
        if (route.HasWebhookParameter && hasKeyProvider)
        {
            yield break;
        }

        foreach (var handler in route.Handlers)
        {
            foreach (var declaration in handler.Declarations)
            {
                if (declaration.Webhook is { } webhook && !settings.ByName.ContainsKey(webhook))
                {
                    yield return $"'{handler.Name}' receives from the webhook '{webhook}' only, but no registration has that name (there "
                        + $"are: {Names(settings.Registrations)}). Correct Webhook = \"{webhook}\", or add Illow:Webhooks:{webhook}.";
                    continue;
                }

                var senders = settings.Registrations.Where(registration => WebhookHandler.IsFrom(declaration, registration)).ToList();
                foreach (var name in declaration.Events.Where(name => !senders.Exists(registration => registration.MayDeliver(name))))
                {
                    yield return $"'{handler.Name}' takes the event '{name}' at {route.Url}, but no registration can deliver it (there "
                        + $"are: {Names(settings.Registrations)}). Add '{name}' to the Events of the registration that brings it, "
                        + "or correct the name.";
                }
            }
        }
    }

    // A resolver may name any event, so nothing is known then of what a delivery will be taken for
    private IEnumerable<string> Unnamed(WebhookRoute route)
    {
        if (hasEventResolver)
        {
            yield break;
        }

        var byOutcome = settings.Registrations
            .Where(route.MayDeliver)
            .ToLookup(registration => EventResolution.Infer(registration, route, routes));
        foreach (var outcome in byOutcome)
        {
            var text = outcome.Key.Source switch
            {
                EventSource.None =>
                    $"The event of a delivery by {Names(outcome)} at {route.Url} ({HandlersOf(route)}) can be determined only if the "
                    + $"signed body names it ({EventProperty}): other deliveries are answered 422. "
                    + $"List the one event of the registration in its Events ({EventsSetting(outcome.First())}), "
                    + "give each of its events its own URL, add a handler with [IllowWebhook] alone, "
                    + "or register an IIllowEventResolver.",
                EventSource.CatchAll when HasNamedEventFor(outcome.First(), route) =>
                    $"A delivery by {Names(outcome)} at {route.Url} ({HandlersOf(route)}) runs the handler of all events, "
                    + $"as '{outcome.Key.Name}', unless the signed body names its event ({EventProperty}): "
                    + "until then no handler of a named event runs. List the one event of the registration in its Events "
                    + $"({EventsSetting(outcome.First())}), or register an IIllowEventResolver.",
                _ => null,
            };
            if (text is not null)
            {
                yield return text;
            }

            var unbounded = outcome.Where(registration => registration.Events.IsEmpty).ToList();
            if (outcome.Key.Source == EventSource.Url && unbounded.Count > 0)
            {
                yield return $"The registration {Names(unbounded)} lists no Events, "
                    + $"so every delivery by it at {route.Url} ({HandlersOf(route)}) is taken for '{outcome.Key.Name}', "
                    + $"whatever event it is. Set {EventsSetting(unbounded[0])} to the events that the webhook subscribes to in illow.";
            }
        }
    }

    private IEnumerable<string> Untaken(Registration registration)
    {
        var open = routes.Where(route => route.MayDeliver(registration)).ToList();
        if (open.Count == 0)
        {
            // It may have one among the actions that were not mapped
            if (!unmappedActions.IsEmpty)
            {
                yield break;
            }

            yield return $"The registration '{registration.Name}' has no handler: "
                + "no endpoint with [IllowWebhook] takes "
                + $"{(registration.Events.IsEmpty ? "anything it delivers" : string.Join(", ", registration.Events))}. "
                + "Add one, or remove the registration.";
            yield break;
        }

        var answer = settings.Options.UnhandledEvents == IllowUnhandledEvents.Acknowledge ? "204" : "404";
        if (registration.OnlyEvent is null && !hasEventResolver)
        {
            answer += " where the signed body names it, and 422 elsewhere";
        }

        foreach (var name in registration.Events.Where(name => !open.Exists(route => route.Takes(name, registration))))
        {
            yield return $"The registration '{registration.Name}' delivers the event '{name}', but no endpoint takes it: "
                + $"it is answered {answer}. Add [IllowWebhook(\"{name}\")], or [IllowWebhook] for all the rest.";
        }
    }

    // Each unsigned request may cost one verification for each key
    private IEnumerable<string> ManyKeys(WebhookRoute route)
    {
        const int many = 16;
        var count = route.HasWebhookParameter ? 0 : route.CandidatesOf(settings).Sum(r => r.Keys.Length);
        if (count > many)
        {
            yield return $"At {route.Url} ('{route.Handlers[0].Name}') {count} keys are tried for each delivery, at about 25 µs each. "
                + $"Put {{{WebhookRoute.WebhookParameter}}} into the route, so that the URL names the registration.";
        }
    }

    private static bool HasNamedEventFor(Registration registration, WebhookRoute route) =>
        route.Declarations.Any(declaration => declaration.Events.Count > 0 && WebhookHandler.Accepts(declaration, registration));

    private static string HandlersOf(WebhookRoute route) =>
        $"'{route.Handlers[0].Name}'{(route.Handlers.Length > 1 ? " and others" : null)}";

    private string EventProperty =>
        string.IsNullOrEmpty(settings.EventProperty) ? "Illow:EventProperty, which is empty" : $"in '{settings.EventProperty}', "
            + "by Illow:EventProperty";

    private static string EventsSetting(Registration registration) =>
        registration.IsNamed(Registration.DefaultName) ? "Illow:Events" : $"Illow:Webhooks:{registration.Name}:Events";

    private static string Names(IEnumerable<Registration> registrations) =>
        string.Join(", ", registrations.Select(r => $"'{r.Name}'").Take(10));
}
