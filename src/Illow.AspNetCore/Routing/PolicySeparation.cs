using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Matching;

namespace Illow.AspNetCore.Routing;

/// <summary>
/// Which endpoints of one URL can meet: a matcher policy of the application, such as that of API versioning, may separate them, and then
/// two of them may take the same event.
/// </summary>
internal sealed class PolicySeparation(IEnumerable<MatcherPolicy> policies)
{
    private readonly List<MatcherPolicy> _others = [.. policies.Where(IsForeign).OrderBy(policy => policy.Order)];

    internal IEnumerable<IReadOnlyList<RouteEndpoint>> Of(IReadOnlyList<RouteEndpoint> sameUrl)
    {
        IEnumerable<IReadOnlyList<RouteEndpoint>> groups = [sameUrl];
        foreach (var policy in _others.OfType<INodeBuilderPolicy>())
        {
            groups = groups.SelectMany(group => Split(group, policy)).ToList();
        }

        return groups.SelectMany(group => MayBeSeparatedByRequest(group) ? group.Select(endpoint => (IReadOnlyList<RouteEndpoint>)[endpoint]) : [group]);
    }

    /// <summary>Whether a policy decides between these endpoints with the request at hand, so that nothing can be known at start.</summary>
    internal bool MayBeSeparatedByRequest(IReadOnlyList<Endpoint> endpoints) =>
        endpoints.Count > 1
        && _others.Exists(policy => policy is IEndpointSelectorPolicy selector and not INodeBuilderPolicy && selector.AppliesToEndpoints(endpoints));

    private static List<IReadOnlyList<RouteEndpoint>> Split(IReadOnlyList<RouteEndpoint> together, INodeBuilderPolicy policy)
    {
        if (together.Count == 1 || !policy.AppliesToEndpoints(together))
        {
            return [together];
        }

        // Those that the policy treats alike can meet; one that it put away for an endpoint of its own is like none
        var edges = policy.GetEdges(together);
        return [.. together.GroupBy(endpoint => string.Join(',', edges.Index().Where(edge => edge.Item.Endpoints.Contains(endpoint)).Select(edge => edge.Index))).Select(alike => alike.ToList())];
    }

    private static bool IsForeign(MatcherPolicy policy) =>
        policy is not (WebhookPlaceholderPolicy or IllowWebhookMatcherPolicy)
        && policy.GetType().Namespace?.StartsWith("Microsoft.AspNetCore.", StringComparison.Ordinal) != true;
}
