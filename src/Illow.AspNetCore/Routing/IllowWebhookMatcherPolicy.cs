using Microsoft.AspNetCore.Routing.Matching;

namespace Illow.AspNetCore.Routing;

/// <summary>
/// Replaces the decorated endpoints of a URL by one synthetic endpoint, so that routing never selects a decorated endpoint itself:
/// an unverified request cannot reach a handler. Done when the graph is built; beside dynamic routes and policies
/// that decide by the request, as candidates match.
/// </summary>
internal sealed class IllowWebhookMatcherPolicy(IServiceProvider services) : MatcherPolicy, INodeBuilderPolicy, IEndpointSelectorPolicy
{
    // Not injected: this policy is one of them
    private readonly Lazy<PolicySeparation> _separation = new(() => new PolicySeparation(services.GetServices<MatcherPolicy>()));

    // After every policy of the framework and, in all likelihood, of the application: they still see one endpoint for each handler
    public override int Order => 200_000;

    bool INodeBuilderPolicy.AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) =>
        !DependsOnRequest(endpoints) && endpoints.Any(IsOurs);

    bool IEndpointSelectorPolicy.AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) => DependsOnRequest(endpoints);

    public IReadOnlyList<PolicyNodeEdge> GetEdges(IReadOnlyList<Endpoint> endpoints) =>
        [new PolicyNodeEdge(nameof(IllowWebhookMatcherPolicy), Collapse(endpoints))];

    public PolicyJumpTable BuildJumpTable(int exitDestination, IReadOnlyList<PolicyJumpTableEdge> edges) =>
        new SingleDestination(edges[0].Destination);

    public Task ApplyAsync(HttpContext httpContext, CandidateSet candidates)
    {
        var valid = Enumerable.Range(0, candidates.Count).Where(candidates.IsValidCandidate).ToList();
        var collapsed = Collapse([.. valid.Select(i => candidates[i].Endpoint)]).ToHashSet();
        var synthetic = collapsed
            .OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<WebhookRoute>() is not null)
            .ToDictionary(WebhookUrl.IdentityOf, StringComparer.Ordinal);
        foreach (var i in valid)
        {
            var endpoint = candidates[i].Endpoint;
            if (endpoint is RouteEndpoint route
                && WebhookHandler.IsDecorated(route)
                && synthetic.Remove(WebhookUrl.IdentityOf(route), out var replacement))
            {
                candidates.ReplaceEndpoint(i, replacement, candidates[i].Values);
            }
            else if (!collapsed.Contains(endpoint))
            {
                candidates.SetValidity(i, false);
            }
        }

        return Task.CompletedTask;
    }

    // Handlers that a policy of the application tells apart by the request may be merged only after it has
    private bool DependsOnRequest(IReadOnlyList<Endpoint> endpoints) =>
        ContainsDynamicEndpoints(endpoints)
        || (endpoints.Any(IsOurs) && _separation.Value.MayBeSeparatedByRequest([.. endpoints.OfType<RouteEndpoint>()]));

    private static List<Endpoint> Collapse(IReadOnlyList<Endpoint> endpoints)
    {
        var decorated = endpoints.OfType<RouteEndpoint>().Where(WebhookHandler.IsDecorated).ToLookup(WebhookUrl.IdentityOf);

        // A fallback route takes what nothing else does; any other route that answers this method goes before our 405
        var needsCompanion = decorated.Count == 0
            && !endpoints.Any(endpoint => !IsOurs(endpoint) && !MethodNotAllowedEndpoint.IsFallback(endpoint));
        var collapsed = new List<Endpoint>();
        var placed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var endpoint in endpoints)
        {
            if (CompanionOf(endpoint) is { } companion)
            {
                if (needsCompanion && placed.Add(companion.Identity))
                {
                    collapsed.Add(endpoint);
                }
            }
            else if (!WebhookHandler.IsDecorated(endpoint))
            {
                collapsed.Add(endpoint);
            }
            else if (endpoint is RouteEndpoint route && WebhookUrl.IdentityOf(route) is var identity && placed.Add(identity))
            {
                var originals = decorated[identity].Select(PlaceholderEndpoint.OriginalOf);
                collapsed.Add(SyntheticEndpoint.Create([.. originals], AllowedMethodsOf(endpoints, identity)));
            }
        }

        return collapsed;
    }

    private static string AllowedMethodsOf(IEnumerable<Endpoint> endpoints, string identity) =>
        endpoints.Select(CompanionOf).FirstOrDefault(companion => companion?.Identity == identity)?.AllowedMethods
        ?? MethodNotAllowedEndpoint.AllowedMethodsOf(endpoints);

    private static bool IsOurs(Endpoint endpoint) => WebhookHandler.IsDecorated(endpoint) || CompanionOf(endpoint) is not null;

    private static MethodNotAllowedEndpoint.Marker? CompanionOf(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<MethodNotAllowedEndpoint.Marker>();
}
