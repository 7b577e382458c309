using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing.Matching;

namespace Illow.AspNetCore.Routing;

/// <summary>
/// Replaces each decorated endpoint by its <see cref="PlaceholderEndpoint"/>, and puts a companion beside each before the framework
/// splits by HTTP method, so that other methods reach our 405. <see cref="IllowWebhookMatcherPolicy"/> takes the companion out again
/// wherever something better answers.
/// </summary>
internal sealed class WebhookPlaceholderPolicy : MatcherPolicy, INodeBuilderPolicy, IEndpointSelectorPolicy
{
    // Before HttpMethodMatcherPolicy (-1000), after dynamic routes have become actions
    public override int Order => -2000;

    bool INodeBuilderPolicy.AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) =>
        !ContainsDynamicEndpoints(endpoints) && endpoints.Any(WebhookHandler.IsDecorated);

    bool IEndpointSelectorPolicy.AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) => ContainsDynamicEndpoints(endpoints);

    public IReadOnlyList<PolicyNodeEdge> GetEdges(IReadOnlyList<Endpoint> endpoints)
    {
        var allowed = MethodNotAllowedEndpoint.AllowedMethodsOf(endpoints);
        var replaced = new List<Endpoint>();
        foreach (var endpoint in endpoints)
        {
            if (endpoint is not RouteEndpoint route || !WebhookHandler.IsDecorated(route))
            {
                replaced.Add(endpoint);
                continue;
            }

            replaced.Add(PlaceholderEndpoint.For(route));
            replaced.Add(MethodNotAllowedEndpoint.Create(route, WebhookUrl.IdentityOf(route), allowed));
        }

        return [new PolicyNodeEdge(nameof(WebhookPlaceholderPolicy), replaced)];
    }

    public PolicyJumpTable BuildJumpTable(int exitDestination, IReadOnlyList<PolicyJumpTableEdge> edges) =>
        new SingleDestination(edges[0].Destination);

    public Task ApplyAsync(HttpContext httpContext, CandidateSet candidates)
    {
        var endpoints = new List<Endpoint>(candidates.Count);
        for (var i = 0; i < candidates.Count; i++)
        {
            if (candidates.IsValidCandidate(i))
            {
                endpoints.Add(candidates[i].Endpoint);
            }
        }

        for (var i = 0; i < candidates.Count; i++)
        {
            if (!candidates.IsValidCandidate(i) || !WebhookHandler.IsDecorated(candidates[i].Endpoint))
            {
                continue;
            }

            // What a dynamic route selects has no URL of its own, and no webhook is without one
            if (candidates[i].Endpoint is not RouteEndpoint route)
            {
                candidates.SetValidity(i, false);
                continue;
            }

            var replacement = HttpMethods.IsPost(httpContext.Request.Method)
                ? PlaceholderEndpoint.For(route)
                : MethodNotAllowedEndpoint.Create(
                    route, WebhookUrl.IdentityOf(route), MethodNotAllowedEndpoint.AllowedMethodsOf(endpoints));
            candidates.ReplaceEndpoint(i, replacement, candidates[i].Values);
        }

        return Task.CompletedTask;
    }
}

/// <summary>
/// Stands for one decorated endpoint between the first and the last of our policies, so that the graph never holds the endpoint itself.
/// Other policies see its metadata but for two things: it takes POST alone, whatever it was mapped with, and any content type.
/// </summary>
/// <remarks>
/// With its own content types an endpoint that binds the body would be parted from those of its URL that do not, and a delivery in
/// another spelling of JSON would reach the wrong half: which types are taken is the receiver's to check, after the candidates.
/// </remarks>
internal sealed record PlaceholderEndpoint(RouteEndpoint Original)
{
    internal static RouteEndpoint For(RouteEndpoint decorated)
    {
        var metadata = decorated.Metadata.Where(item => item is not (IAcceptsMetadata or IHttpMethodMetadata)).ToList();
        var takesPreflight = decorated.Metadata.GetMetadata<IEnableCorsAttribute>() is not null;
        metadata.Add(new HttpMethodMetadata([HttpMethods.Post], takesPreflight));
        metadata.Add(new PlaceholderEndpoint(decorated));
        return new RouteEndpoint(
            SyntheticEndpoint.Refuse,
            decorated.RoutePattern,
            decorated.Order,
            new EndpointMetadataCollection(metadata),
            decorated.DisplayName);
    }

    internal static RouteEndpoint OriginalOf(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<PlaceholderEndpoint>()?.Original ?? endpoint;
}

/// <summary>The jump table of a policy that rewrites candidates when the graph is built and decides nothing at run time.</summary>
internal sealed class SingleDestination(int destination) : PolicyJumpTable
{
    public override int GetDestination(HttpContext httpContext) => destination;
}
