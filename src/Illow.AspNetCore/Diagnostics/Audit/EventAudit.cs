using Illow.AspNetCore.Configuration;
using Illow.AspNetCore.Routing;

namespace Illow.AspNetCore.Diagnostics.Audit;

/// <summary>Finds events that cannot arrive, cannot be told or have nobody to take them. All are warnings: the settings may change while the application runs.</summary>
internal static class EventAudit
{
    internal static IEnumerable<AuditFinding> Look(AuditContext context) =>
    [
        .. context.Routes.SelectMany(route => Undeliverable(route, context)),
        .. context.Routes.SelectMany(route => Untellable(route, context)),
        .. context.Settings.Registrations.SelectMany(registration => Untaken(registration, context)),
        .. context.Routes.SelectMany(route => ManyKeys(route, context)),
    ];

    private static IEnumerable<AuditFinding> Undeliverable(WebhookRoute route, AuditContext context)
    {
        // A key provider may know registrations that the settings do not
        if (route.HasWebhookParameter && context.HasKeyProvider)
        {
            yield break;
        }

        foreach (var handler in route.Handlers)
        {
            foreach (var declaration in handler.Declarations)
            {
                if (declaration.Webhook is { } webhook && !context.Settings.ByName.ContainsKey(webhook))
                {
                    yield return new AuditFinding(false,
                        $"'{handler.Name}' receives from the webhook '{webhook}' only, but no registration has that name (there are: {Names(context.Settings.Registrations)}). Correct Webhook = \"{webhook}\", or add Illow:Webhooks:{webhook}.");
                    continue;
                }

                foreach (var name in declaration.Events.Where(name => !context.Settings.Registrations.Any(r => WebhookHandler.IsFrom(declaration, r) && r.MayDeliver(name))))
                {
                    yield return new AuditFinding(false,
                        $"'{handler.Name}' takes the event '{name}' at {route.Url}, but no registration can deliver it (there are: {Names(context.Settings.Registrations)}). Add '{name}' to the Events of the registration that brings it, or correct the name.");
                }
            }
        }
    }

    private static IEnumerable<AuditFinding> Untellable(WebhookRoute route, AuditContext context)
    {
        if (context.HasEventResolver)
        {
            yield break;
        }

        var vague = context.Settings.Registrations
            .Where(r => route.MayDeliver(r) && r.OnlyEvent is null && route.OnlyEventFor(r) is null)
            .ToList();
        if (vague.Count > 0)
        {
            yield return new AuditFinding(false,
                $"At {route.Url} ('{route.Handlers[0].Name}'{(route.Handlers.Length > 1 ? " and others" : null)}) the event of a delivery by {Names(vague)} cannot be told unless the signed body names it (Illow:EventProperty): such deliveries are answered 422. Give each registration the one event it subscribes to, or the URL endpoints of one event, or register an IIllowEventResolver.");
        }
    }

    private static IEnumerable<AuditFinding> Untaken(Registration registration, AuditContext context)
    {
        var routes = context.Routes.Where(route => route.MayDeliver(registration)).ToList();
        if (routes.Count == 0)
        {
            yield return new AuditFinding(false,
                $"The registration '{registration.Name}' has no handler: no endpoint with [IllowWebhook] takes {(registration.Events.IsEmpty ? "anything it delivers" : string.Join(", ", registration.Events))}. Add one, or remove the registration.");
            yield break;
        }

        foreach (var name in registration.Events.Where(name => !routes.Any(route => route.Choose(name, registration) is not null)))
        {
            yield return new AuditFinding(false,
                $"The registration '{registration.Name}' delivers the event '{name}', but no endpoint takes it: it is answered {(context.Settings.UnhandledEvents == IllowUnhandledEvents.Acknowledge ? "204" : "404")}. Add [IllowWebhook(\"{name}\")], or [IllowWebhook] for all the rest.");
        }
    }

    // Each unsigned request may cost one verification for each key
    private static IEnumerable<AuditFinding> ManyKeys(WebhookRoute route, AuditContext context)
    {
        const int many = 16;
        var count = route.HasWebhookParameter ? 0 : route.CandidatesOf(context.Settings).Sum(r => r.Keys.Length);
        if (count > many)
        {
            yield return new AuditFinding(false,
                $"At {route.Url} ('{route.Handlers[0].Name}') {count} keys are tried for each delivery, at about 25 µs each. Put {{{WebhookRoute.WebhookParameter}}} into the route, so that the URL names the registration.");
        }
    }

    private static string Names(IEnumerable<Registration> registrations) => string.Join(", ", registrations.Select(r => $"'{r.Name}'").Take(10));
}
