using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Matching;

namespace Illow.AspNetCore.Routing;

/// <summary>
/// Puts a companion beside the decorated endpoints of each URL before the framework splits by HTTP method, so that other methods
/// reach our 405. <see cref="IllowWebhookMatcherPolicy"/> takes it out again wherever something better answers.
/// </summary>
internal sealed class WebhookMethodPolicy : MatcherPolicy, INodeBuilderPolicy
{
    // Before HttpMethodMatcherPolicy (-1000)
    public override int Order => -2000;

    public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) =>
        !ContainsDynamicEndpoints(endpoints) && endpoints.Any(WebhookHandler.IsDecorated);

    public IReadOnlyList<PolicyNodeEdge> GetEdges(IReadOnlyList<Endpoint> endpoints)
    {
        var withCompanions = endpoints.ToList();
        foreach (var url in endpoints.OfType<RouteEndpoint>().Where(WebhookHandler.IsDecorated).GroupBy(WebhookUrl.IdentityOf))
        {
            var last = withCompanions.IndexOf(url.Last());
            withCompanions.Insert(last + 1, MethodNotAllowedEndpoint.Create(url.First(), url.Key, AllowedMethods.Of(endpoints)));
        }

        return [new PolicyNodeEdge(nameof(WebhookMethodPolicy), withCompanions)];
    }

    public PolicyJumpTable BuildJumpTable(int exitDestination, IReadOnlyList<PolicyJumpTableEdge> edges) => new SingleDestination(edges[0].Destination);
}
