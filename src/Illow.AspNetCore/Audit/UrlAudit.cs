using System.Collections.Immutable;
using Illow.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Illow.AspNetCore.Audit;

/// <summary>
/// Finds requests that more than one endpoint could take. Where routing could not decide between them the start stops; where it decides
/// for an endpoint without [IllowWebhook], or for one of two handlers always, that is a warning.
/// </summary>
internal sealed class UrlAudit(RouteOverlap overlap)
{
    /// <param name="StopsStart">Which of two endpoints runs is ambiguous, so the application must not start.</param>
    /// <param name="Text">What was found, between which two sides, and what solves it.</param>
    internal sealed record Finding(bool StopsStart, string Text);

    /// <param name="endpoints">Those among which one <c>UseRouting()</c> decides.</param>
    /// <param name="routes">The webhook URLs that they make.</param>
    internal IEnumerable<Finding> Analyze(IReadOnlyList<RouteEndpoint> endpoints, ImmutableArray<WebhookRoute> routes) =>
    [
        .. routes.SelectMany(TwoForOneEvent),
        .. routes.SelectMany(route => UndecoratedPosts(route, endpoints)),
        .. IndistinguishableRoutes(routes),
        .. routes.SelectMany(route => Shadowed(route, endpoints)),
        .. routes.SelectMany(OtherMethod),
    ];

    private static IEnumerable<Finding> TwoForOneEvent(WebhookRoute route)
    {
        var takers =
            from handler in route.Handlers
            from declaration in handler.Declarations
            from name in declaration.Events.DefaultIfEmpty()
            group (handler, declaration) by name;
        foreach (var ofEvent in takers)
        {
            var byWebhook = ofEvent.GroupBy(
                taker => taker.declaration.Webhook ?? string.Empty, taker => taker.handler, StringComparer.OrdinalIgnoreCase);
            foreach (var taker in byWebhook)
            {
                var rivals = taker.Distinct().ToList();
                if (rivals.Count > 1)
                {
                    var what = (ofEvent.Key is null ? "every other event" : $"the event '{ofEvent.Key}'")
                        + (taker.Key.Length == 0 ? string.Empty : $" of the webhook '{taker.Key}'");
                    yield return new Finding(true,
                        $"'{rivals[0].Name}' and '{rivals[1].Name}' both take {what} at {route.Url}, which is ambiguous. "
                        + "Remove [IllowWebhook] from one, give one another route, or give one a Webhook.");
                }
            }
        }
    }

    private IEnumerable<Finding> UndecoratedPosts(WebhookRoute route, IEnumerable<RouteEndpoint> endpoints)
    {
        var decorated = (RouteEndpoint)route.Handlers[0].Endpoint;
        foreach (var endpoint in endpoints.Where(endpoint => !WebhookHandler.IsDecorated(endpoint) && WebhookUrl.TakesPost(endpoint)))
        {
            var isSame = WebhookUrl.ShapeOf(endpoint) == WebhookUrl.ShapeOf(decorated);
            var comparison = RouteOverlap.Compare(endpoint, decorated);
            if (!overlap.Exists(endpoint, decorated) || (comparison == 0 && !isSame))
            {
                continue;
            }

            var (name, url) = ($"'{endpoint.DisplayName}'", UrlOf(endpoint));
            if (comparison == 0)
            {
                yield return new Finding(true,
                    $"{name} answers POST at {url} without [IllowWebhook], beside '{route.Handlers[0].Name}' with it, which is ambiguous. "
                    + "Give it another route, or restrict it to other methods.");
            }
            else if (comparison < 0)
            {
                var reason = endpoint.Order < decorated.Order ? "lower route order"
                    : endpoint.RoutePattern.InboundPrecedence < decorated.RoutePattern.InboundPrecedence ? "more specific route"
                    : "more specific host";
                yield return new Finding(false,
                    $"{name} answers POST at {url} without [IllowWebhook], and has the {reason} than '{decorated.DisplayName}' at "
                    + $"{route.Url}: a request that both match runs it, verified or not. Give it another route, "
                    + "or restrict it to other methods.");
            }
            else if (endpoint.Order == decorated.Order && (isSame || WithoutOptionalEnd(endpoint) == WithoutOptionalEnd(decorated)))
            {
                yield return new Finding(false,
                    $"{name} answers POST at {url} without [IllowWebhook], "
                    + $"beside '{decorated.DisplayName}' at {route.Url}{OnHosts(decorated)}, which goes first: "
                    + "what does not match the webhook runs it, verified or not. Give it another route, "
                    + "or restrict it to other methods.");
            }
        }
    }

    private static string UrlOf(RouteEndpoint endpoint) => WebhookUrl.PatternOf(endpoint) + OnHosts(endpoint);

    private static string OnHosts(RouteEndpoint endpoint) =>
        WebhookUrl.HostsOf(endpoint) is var hosts && hosts == WebhookUrl.AnyHost ? string.Empty : $" on {hosts}";

    private static string WithoutOptionalEnd(RouteEndpoint endpoint)
    {
        var pattern = endpoint.RoutePattern;
        var count = pattern.PathSegments.Count;
        while (count > 0 && pattern.PathSegments[count - 1].Parts is [RoutePatternParameterPart { IsCatchAll: false } last]
            && (last.IsOptional || pattern.Defaults.ContainsKey(last.Name)))
        {
            count--;
        }

        return WebhookUrl.ShapeOf(pattern, count);
    }

    // Equal routes merge; routes that differ in how a parameter is written would make every request ambiguous
    private static IEnumerable<Finding> IndistinguishableRoutes(ImmutableArray<WebhookRoute> routes)
    {
        var byShape = routes.GroupBy(route => (RouteEndpoint)route.Handlers[0].Endpoint switch
        {
            var endpoint => (endpoint.Order, WebhookUrl.HostsOf(endpoint), WebhookUrl.ShapeOf(endpoint)),
        });
        foreach (var shape in byShape)
        {
            var two = shape.DistinctBy(route => route.Url).Take(2).ToList();
            if (two.Count > 1)
            {
                yield return new Finding(true,
                    $"The routes {two[0].Url} ('{two[0].Handlers[0].Name}') and {two[1].Url} ('{two[1].Handlers[0].Name}') match the same "
                    + "URLs and differ only in a parameter's name, default or question mark. Write the parameter the same in both.");
            }
        }
    }

    private static IEnumerable<Finding> Shadowed(WebhookRoute route, IEnumerable<RouteEndpoint> endpoints)
    {
        var decorated = (RouteEndpoint)route.Handlers[0].Endpoint;
        return endpoints
            .Where(endpoint => endpoint.Order < decorated.Order
                && WebhookHandler.IsDecorated(endpoint)
                && WebhookUrl.HostsOf(endpoint) == WebhookUrl.HostsOf(decorated)
                && WebhookUrl.ShapeOf(endpoint) == WebhookUrl.ShapeOf(decorated))
            .Take(1)
            .Select(endpoint => new Finding(false,
                $"'{endpoint.DisplayName}' has the lower route order at {route.Url}, "
                + $"so it gets every delivery and '{decorated.DisplayName}' none. Give both the same order, or different routes."));
    }

    private static IEnumerable<Finding> OtherMethod(WebhookRoute route) =>
        from handler in route.Handlers
        where !WebhookUrl.TakesPost(handler.Endpoint)
        select new Finding(false,
            $"'{handler.Name}' at {route.Url} is mapped for {string.Join(", ", WebhookUrl.MethodsOf(handler.Endpoint))}, "
            + "but [IllowWebhook] implies POST, by which webhooks are delivered: only POST reaches it. "
            + "Map it with MapPost or MapIllowWebhook.");
}
