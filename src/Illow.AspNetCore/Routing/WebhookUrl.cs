using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Illow.AspNetCore.Routing;

/// <summary>What makes two routes the same URL, so that the event and not the path distinguishes their endpoints.</summary>
internal static class WebhookUrl
{
    internal const string AnyHost = "*";

    /// <summary>The route in lower case, parameters with their names and constraints: equal for equal URLs.</summary>
    internal static string PatternOf(RouteEndpoint endpoint) => Write(endpoint.RoutePattern, shapeOnly: false);

    /// <summary>
    /// As <see cref="PatternOf"/>, but parameters count by their constraints alone: equal wherever routing could not tell two routes apart.
    /// </summary>
    internal static string ShapeOf(RouteEndpoint endpoint) => Write(endpoint.RoutePattern, shapeOnly: true);

    /// <summary>As <see cref="ShapeOf(RouteEndpoint)"/>, of the first segments alone.</summary>
    internal static string ShapeOf(RoutePattern pattern, int segments) => Write(pattern, shapeOnly: true, segments);

    /// <summary>The identity under which endpoints merge: the route, its order and its hosts.</summary>
    internal static string IdentityOf(RouteEndpoint endpoint) =>
        string.Create(CultureInfo.InvariantCulture, $"{endpoint.Order} {HostsOf(endpoint)} {PatternOf(endpoint)}");

    internal static string HostsOf(Endpoint endpoint) =>
        HostNamesOf(endpoint) is { Count: > 0 } hosts
            ? string.Join(',', hosts.Select(host => host.ToLowerInvariant()).Order(StringComparer.Ordinal))
            : AnyHost;

    /// <summary>The hosts that an endpoint is restricted to; empty for any.</summary>
    internal static IReadOnlyList<string> HostNamesOf(Endpoint endpoint) => endpoint.Metadata.GetMetadata<IHostMetadata>()?.Hosts ?? [];

    /// <summary>The HTTP methods an endpoint declares; empty for any.</summary>
    internal static IReadOnlyList<string> MethodsOf(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? [];

    internal static bool TakesPost(Endpoint endpoint) =>
        MethodsOf(endpoint) is var methods && (methods.Count == 0 || methods.Contains(HttpMethods.Post, StringComparer.OrdinalIgnoreCase));

    private static string Write(RoutePattern pattern, bool shapeOnly, int segments = int.MaxValue)
    {
        var text = new StringBuilder();
        foreach (var segment in pattern.PathSegments.Take(segments))
        {
            text.Append('/');
            foreach (var part in segment.Parts)
            {
                switch (part)
                {
                    case RoutePatternLiteralPart literal:
                        text.Append(literal.Content.ToLowerInvariant());
                        break;
                    case RoutePatternSeparatorPart separator:
                        text.Append(separator.Content);
                        break;
                    case RoutePatternParameterPart parameter:
                        Write(text, pattern, parameter, shapeOnly);
                        break;
                }
            }
        }

        return text.Length == 0 ? "/" : text.ToString();
    }

    private static void Write(StringBuilder text, RoutePattern pattern, RoutePatternParameterPart parameter, bool shapeOnly)
    {
        text.Append('{').Append('*', parameter.IsCatchAll ? 1 : 0);
        if (!shapeOnly)
        {
            text.Append(parameter.Name.ToLowerInvariant());
        }

        foreach (var policy in pattern.ParameterPolicies.TryGetValue(parameter.Name, out var policies) ? policies : [])
        {
            text.Append(':').Append(policy.Content ?? policy.ParameterPolicy?.GetType().Name);
        }

        if (!shapeOnly)
        {
            text.Append(pattern.Defaults.TryGetValue(parameter.Name, out var value) ? "=" + value : null);
            text.Append('?', parameter.IsOptional ? 1 : 0);
        }

        text.Append('}');
    }
}
