using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Matching;

namespace Illow.AspNetCore.Routing;

/// <summary>
/// Replaces the decorated endpoints of a URL by one synthetic endpoint, so that routing never selects a decorated endpoint itself:
/// an unverified request cannot reach a handler. Done when the graph is built; candidates of dynamic routes are replaced as they match.
/// </summary>
internal sealed class IllowWebhookMatcherPolicy : MatcherPolicy, INodeBuilderPolicy, IEndpointSelectorPolicy
{
    // After every policy of the framework and, in all likelihood, of the application: they still see the real endpoints
    public override int Order => 200_000;

    bool INodeBuilderPolicy.AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) =>
        !ContainsDynamicEndpoints(endpoints) && endpoints.Any(IsOurs);

    bool IEndpointSelectorPolicy.AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) => ContainsDynamicEndpoints(endpoints);

    public IReadOnlyList<PolicyNodeEdge> GetEdges(IReadOnlyList<Endpoint> endpoints) =>
        [new PolicyNodeEdge(nameof(IllowWebhookMatcherPolicy), Collapse(endpoints))];

    public PolicyJumpTable BuildJumpTable(int exitDestination, IReadOnlyList<PolicyJumpTableEdge> edges) => new SingleDestination(edges[0].Destination);

    public Task ApplyAsync(HttpContext httpContext, CandidateSet candidates)
    {
        var first = new Dictionary<string, (int Index, List<RouteEndpoint> Members)>(StringComparer.Ordinal);
        for (var i = 0; i < candidates.Count; i++)
        {
            if (!candidates.IsValidCandidate(i) || candidates[i].Endpoint is not RouteEndpoint endpoint || !WebhookHandler.IsDecorated(endpoint))
            {
                continue;
            }

            var identity = WebhookUrl.IdentityOf(endpoint);
            if (first.TryGetValue(identity, out var seen))
            {
                seen.Members.Add(endpoint);
                candidates.SetValidity(i, false);
            }
            else
            {
                first.Add(identity, (i, [endpoint]));
            }
        }

        foreach (var (index, members) in first.Values)
        {
            candidates.ReplaceEndpoint(index, SyntheticEndpoint.Create(members, HttpMethods.Post), candidates[index].Values);
        }

        return Task.CompletedTask;
    }

    private static List<Endpoint> Collapse(IReadOnlyList<Endpoint> endpoints)
    {
        var decorated = endpoints.OfType<RouteEndpoint>().Where(WebhookHandler.IsDecorated).ToLookup(WebhookUrl.IdentityOf);
        var companions = endpoints.Select(CompanionOf).OfType<MethodNotAllowedEndpoint.Marker>().ToDictionary(c => c.Identity, StringComparer.Ordinal);

        // A fallback route takes what nothing else does; any other route that answers this method goes before our 405
        var othersAnswer = endpoints.Any(endpoint => !IsOurs(endpoint) && endpoint is not RouteEndpoint { Order: int.MaxValue });
        var collapsed = new List<Endpoint>();
        var placed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var endpoint in endpoints)
        {
            if (CompanionOf(endpoint) is { } companion)
            {
                if (!othersAnswer && decorated.Count == 0)
                {
                    collapsed.Add(endpoint);
                }
            }
            else if (endpoint is not RouteEndpoint route || !WebhookHandler.IsDecorated(route))
            {
                collapsed.Add(endpoint);
            }
            else if (WebhookUrl.IdentityOf(route) is var identity && placed.Add(identity))
            {
                var allowed = companions.TryGetValue(identity, out var marker) ? marker.AllowedMethods : HttpMethods.Post;
                collapsed.Add(SyntheticEndpoint.Create([.. decorated[identity]], allowed));
            }
        }

        return collapsed;
    }

    private static bool IsOurs(Endpoint endpoint) => WebhookHandler.IsDecorated(endpoint) || CompanionOf(endpoint) is not null;

    private static MethodNotAllowedEndpoint.Marker? CompanionOf(Endpoint endpoint) => endpoint.Metadata.GetMetadata<MethodNotAllowedEndpoint.Marker>();
}
