using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Routing.Matching;

namespace Illow.AspNetCore.Routing;

/// <summary>
/// Which endpoints of one URL can meet: a matcher policy of the application, such as that of API versioning, may separate them, and then
/// two of them may take the same event.
/// </summary>
internal sealed class PolicySeparation(IEnumerable<MatcherPolicy> policies)
{
    private readonly List<MatcherPolicy> _others = [.. policies.Where(IsForeign).OrderBy(policy => policy.Order)];

    /// <summary>The sets of endpoints that a request can find together; an endpoint may be in several.</summary>
    internal IEnumerable<IReadOnlyList<RouteEndpoint>> Of(IReadOnlyList<RouteEndpoint> sameUrl)
    {
        IEnumerable<IReadOnlyList<RouteEndpoint>> groups = [sameUrl];
        foreach (var policy in _others)
        {
            groups = groups.SelectMany(group => policy is IEndpointSelectorPolicy selector
                ? SplitByRequest(group, selector)
                : SplitByEdges(group, (INodeBuilderPolicy)policy)).ToList();
        }

        return groups;
    }

    /// <summary>Whether a policy decides between these endpoints with the request at hand, so that they cannot be merged before.</summary>
    internal bool MayBeSeparatedByRequest(IReadOnlyList<RouteEndpoint> endpoints) =>
        _others.OfType<IEndpointSelectorPolicy>().Any(policy => SplitByRequest(endpoints, policy).Count > 1);

    private static List<IReadOnlyList<RouteEndpoint>> SplitByEdges(IReadOnlyList<RouteEndpoint> together, INodeBuilderPolicy policy)
    {
        if (together.Count == 1 || !policy.AppliesToEndpoints(together))
        {
            return [together];
        }

        // What stands on one edge can meet; one that the policy put away for its own endpoint is on none
        var edges = policy.GetEdges(together).Select(edge => together.Where(edge.Endpoints.Contains).ToList());
        return Maximal(together, edges.Append([.. together.Except(edges.SelectMany(edge => edge))]));
    }

    // A policy that builds edges too may leave the last decision to the request: API versioning does, for the version that is assumed
    private static List<IReadOnlyList<RouteEndpoint>> SplitByRequest(
        IReadOnlyList<RouteEndpoint> together, IEndpointSelectorPolicy policy) =>
        together.Count == 1 || !policy.AppliesToEndpoints(together) ? [together]
        : ApiVersions.Split(together) is { } versions ? Maximal(together, versions)
        : [.. together.Select(endpoint => (IReadOnlyList<RouteEndpoint>)[endpoint])];

    private static List<IReadOnlyList<RouteEndpoint>> Maximal(
        IReadOnlyList<RouteEndpoint> all, IEnumerable<IReadOnlyList<RouteEndpoint>> sets)
    {
        var kept = new List<IReadOnlyList<RouteEndpoint>>();
        foreach (var set in sets.OrderByDescending(set => set.Count))
        {
            if (set.Count > 0 && !kept.Exists(other => set.All(other.Contains)))
            {
                kept.Add(set);
            }
        }

        kept.AddRange(all.Except(kept.SelectMany(set => set)).Select(alone => (IReadOnlyList<RouteEndpoint>)[alone]));
        return kept;
    }

    private static bool IsForeign(MatcherPolicy policy) =>
        policy is INodeBuilderPolicy or IEndpointSelectorPolicy
        && policy is not (WebhookPlaceholderPolicy or IllowWebhookMatcherPolicy)
        && policy.GetType().Namespace?.StartsWith("Microsoft.AspNetCore.", StringComparison.Ordinal) != true;

    /// <summary>What the endpoints' metadata of Asp.Versioning says. Read by name: the package takes no dependency on it.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "By which the versioning policy itself decides.")]
    private static class ApiVersions
    {
        /// <summary>The endpoints that answer each version; null where one has no version.</summary>
        internal static IEnumerable<IReadOnlyList<RouteEndpoint>>? Split(IReadOnlyList<RouteEndpoint> endpoints)
        {
            var metadata = endpoints
                .Select(endpoint => endpoint.Metadata.LastOrDefault(item => item.GetType().FullName == "Asp.Versioning.ApiVersionMetadata"))
                .ToList();
            if (metadata.Contains(null))
            {
                return null;
            }

            var versions = metadata.SelectMany(DeclaredBy!).Distinct().ToList();
            return versions.Count == 0 ? [endpoints] : versions.Select(version => Answering(version, endpoints, metadata!));
        }

        // Those that name the version go before those of an API that has it
        private static List<RouteEndpoint> Answering(object version, IReadOnlyList<RouteEndpoint> endpoints, List<object> metadata) =>
            endpoints
                .Zip(metadata, (endpoint, item) => (endpoint, mapping: MappingOf(item, version)))
                .Where(one => one.mapping is "Explicit" or "Implicit")
                .GroupBy(one => one.mapping, one => one.endpoint)
                .MinBy(group => group.Key, StringComparer.Ordinal)?.ToList() ?? [];

        private static string? MappingOf(object metadata, object version) =>
            metadata.GetType().GetMethod("MappingTo")?.Invoke(metadata, [version])?.ToString();

        private static IEnumerable<object> DeclaredBy(object metadata)
        {
            const int explicitAndImplicit = 3;
            var map = metadata.GetType().GetMethod("Map");
            var model = map?.Invoke(metadata, [Enum.ToObject(map.GetParameters()[0].ParameterType, explicitAndImplicit)]);
            return (model?.GetType().GetProperty("DeclaredApiVersions")?.GetValue(model) as IEnumerable)?.Cast<object>() ?? [];
        }
    }
}
