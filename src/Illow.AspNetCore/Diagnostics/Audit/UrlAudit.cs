using Illow.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing;

namespace Illow.AspNetCore.Diagnostics.Audit;

/// <summary>Finds URLs at which more than one endpoint could run: which of two runs must not be a matter of luck, so most findings stop the start.</summary>
internal static class UrlAudit
{
    internal static IEnumerable<AuditFinding> Look(AuditContext context) =>
    [
        .. context.Routes.SelectMany(TwoForOneEvent),
        .. context.Routes.SelectMany(route => UndecoratedPosts(route, context.Endpoints)),
        .. IndistinguishableRoutes(context),
        .. context.Routes.SelectMany(route => Shadowed(route, context.Endpoints)),
        .. context.Routes.SelectMany(OtherMethod),
    ];

    private static IEnumerable<AuditFinding> TwoForOneEvent(WebhookRoute route)
    {
        var claims =
            from handler in route.Handlers
            from declaration in handler.Declarations
            from name in declaration.Events.DefaultIfEmpty()
            group handler by (Event: name, Webhook: declaration.Webhook?.ToUpperInvariant());
        foreach (var claim in claims)
        {
            var rivals = claim.Distinct().ToList();
            if (rivals.Count > 1)
            {
                var what = (claim.Key.Event is null ? "every other event" : $"the event '{claim.Key.Event}'")
                    + (claim.Key.Webhook is null ? string.Empty : $" of the webhook '{claim.Key.Webhook}'");
                yield return new AuditFinding(true,
                    $"'{rivals[0].Name}' and '{rivals[1].Name}' both take {what} at {route.Url}: which of them runs would be a matter of luck. Remove [IllowWebhook] from one, give one another route, or give one a Webhook.");
            }
        }
    }

    private static IEnumerable<AuditFinding> UndecoratedPosts(WebhookRoute route, IEnumerable<RouteEndpoint> endpoints)
    {
        var decorated = (RouteEndpoint)route.Handlers[0].Endpoint;
        return endpoints
            .Where(endpoint => !WebhookHandler.IsDecorated(endpoint)
                && WebhookUrl.TakesPost(endpoint)
                && endpoint.Order == decorated.Order
                && WebhookUrl.HostsOf(endpoint) == WebhookUrl.HostsOf(decorated)
                && WebhookUrl.ShapeOf(endpoint) == WebhookUrl.ShapeOf(decorated))
            .Select(endpoint => new AuditFinding(true,
                $"'{endpoint.DisplayName}' answers POST at {route.Url} without [IllowWebhook], beside '{route.Handlers[0].Name}' with it: which of them runs would be a matter of luck. Give it another route, or restrict it to other methods."));
    }

    // Equal routes merge; routes that differ in how a parameter is written would make every request ambiguous
    private static IEnumerable<AuditFinding> IndistinguishableRoutes(AuditContext context)
    {
        var byShape = context.Routes.GroupBy(route => (RouteEndpoint)route.Handlers[0].Endpoint switch
        {
            var endpoint => (endpoint.Order, WebhookUrl.HostsOf(endpoint), WebhookUrl.ShapeOf(endpoint)),
        });
        foreach (var shape in byShape.Where(routes => routes.Count() > 1))
        {
            var two = shape.Take(2).ToList();
            yield return new AuditFinding(true,
                $"The routes {two[0].Url} ('{two[0].Handlers[0].Name}') and {two[1].Url} ('{two[1].Handlers[0].Name}') match the same URLs and differ only in a parameter's name, default or question mark. Write the parameter the same in both.");
        }
    }

    // No luck is involved here: the lower order goes first, always
    private static IEnumerable<AuditFinding> Shadowed(WebhookRoute route, IEnumerable<RouteEndpoint> endpoints)
    {
        var decorated = (RouteEndpoint)route.Handlers[0].Endpoint;
        return endpoints
            .Where(endpoint => endpoint.Order < decorated.Order
                && (WebhookHandler.IsDecorated(endpoint) || WebhookUrl.TakesPost(endpoint))
                && WebhookUrl.HostsOf(endpoint) == WebhookUrl.HostsOf(decorated)
                && WebhookUrl.ShapeOf(endpoint) == WebhookUrl.ShapeOf(decorated))
            .Take(1)
            .Select(endpoint => new AuditFinding(false,
                $"'{endpoint.DisplayName}' has the lower route order at {route.Url}, so it gets every delivery and '{decorated.DisplayName}' none. Give both the same order, or different routes."));
    }

    private static IEnumerable<AuditFinding> OtherMethod(WebhookRoute route) =>
        from handler in route.Handlers
        where !WebhookUrl.TakesPost(handler.Endpoint)
        select new AuditFinding(false,
            $"'{handler.Name}' at {route.Url} is mapped for {string.Join(", ", WebhookUrl.MethodsOf(handler.Endpoint))}, but [IllowWebhook] implies POST, by which webhooks are delivered: POST is all that reaches it. Map it with MapPost or MapIllowWebhook.");
}
