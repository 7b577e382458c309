using Microsoft.AspNetCore.Routing.Patterns;

namespace Illow.AspNetCore.Routing;

/// <summary>Which of two endpoints routing takes where both match, and whether there is a path that both match. Thread-safe.</summary>
internal sealed class RouteOverlap(ParameterPolicyFactory policies)
{
    private const StringComparison IgnoringCase = StringComparison.OrdinalIgnoreCase;

    /// <summary>Whether a request exists that both endpoints match by host and path.</summary>
    internal bool Exists(RouteEndpoint one, RouteEndpoint other) =>
        HostsOverlap(WebhookUrl.HostNamesOf(one), WebhookUrl.HostNamesOf(other))
        && PathsOverlap(one.RoutePattern, 0, other.RoutePattern, 0);

    /// <summary>
    /// Below zero where routing takes <paramref name="one"/> before <paramref name="other"/>, zero where neither goes first.
    /// </summary>
    internal static int Compare(RouteEndpoint one, RouteEndpoint other) =>
        one.Order != other.Order ? one.Order.CompareTo(other.Order)
        : one.RoutePattern.InboundPrecedence != other.RoutePattern.InboundPrecedence
            ? one.RoutePattern.InboundPrecedence.CompareTo(other.RoutePattern.InboundPrecedence)
        : (WebhookUrl.HostNamesOf(one).Count == 0).CompareTo(WebhookUrl.HostNamesOf(other).Count == 0);

    private static bool HostsOverlap(IReadOnlyList<string> one, IReadOnlyList<string> other) =>
        one.Count == 0 || other.Count == 0 || one.Any(a => other.Any(b => HostMatches(a, b) || HostMatches(b, a)));

    // "*" matches any host, "*.example.com" any below it; a port that is not written matches any
    private static bool HostMatches(string pattern, string host)
    {
        var (wanted, wantedPort) = Split(pattern);
        var (given, givenPort) = Split(host);
        return (wantedPort.Length == 0 || givenPort.Length == 0 || wantedPort == givenPort)
            && (wanted == "*"
                || wanted.Equals(given, IgnoringCase)
                || (wanted.StartsWith("*.", StringComparison.Ordinal) && given.EndsWith(wanted[1..], IgnoringCase)));

        static (string Name, string Port) Split(string text) =>
            HostString.FromUriComponent(text) is { Port: { } port } name
                ? (name.Host, port.ToString(System.Globalization.CultureInfo.InvariantCulture))
                : (text.EndsWith(":*", StringComparison.Ordinal) ? text[..^2] : text, string.Empty);
    }

    private bool PathsOverlap(RoutePattern one, int i, RoutePattern other, int j)
    {
        if (i == one.PathSegments.Count || j == other.PathSegments.Count)
        {
            return CanEnd(one, i) && CanEnd(other, j);
        }

        // A catch-all matches whatever the other needs, and nothing as well
        if (ParameterAt(one, i) is { IsCatchAll: true } || ParameterAt(other, j) is { IsCatchAll: true })
        {
            return true;
        }

        return (SegmentsOverlap(one, i, other, j) && PathsOverlap(one, i + 1, other, j + 1)) || (CanEnd(one, i) && CanEnd(other, j));
    }

    private static bool CanEnd(RoutePattern pattern, int from) =>
        Enumerable.Range(from, pattern.PathSegments.Count - from).All(at =>
            ParameterAt(pattern, at) is { } parameter
            && (parameter.IsOptional || parameter.IsCatchAll || pattern.Defaults.ContainsKey(parameter.Name)));

    private bool SegmentsOverlap(RoutePattern one, int i, RoutePattern other, int j) =>
        (LiteralAt(one, i), LiteralAt(other, j)) switch
        {
            ({ } a, { } b) => a.Equals(b, IgnoringCase),
            ({ } a, null) => Takes(other, j, a),
            (null, { } b) => Takes(one, i, b),
            _ => EdgesFit(one.PathSegments[i], other.PathSegments[j]),
        };

    private bool Takes(RoutePattern pattern, int at, string text)
    {
        if (ParameterAt(pattern, at) is { } parameter)
        {
            return (pattern.ParameterPolicies.TryGetValue(parameter.Name, out var references) ? references : [])
                .All(reference => MayMatch(parameter, reference, text));
        }

        var (start, end) = EdgesOf(pattern.PathSegments[at]);
        return text.StartsWith(start, IgnoringCase) && text.EndsWith(end, IgnoringCase);
    }

    // A constraint of the application's own may want a request, which there is none of at start
    private bool MayMatch(RoutePatternParameterPart parameter, RoutePatternParameterPolicyReference reference, string text)
    {
        try
        {
            var values = new RouteValueDictionary { [parameter.Name] = text };
            return policies.Create(parameter, reference) is not IRouteConstraint constraint
                || constraint.Match(null, null, parameter.Name, values, RouteDirection.IncomingRequest);
        }
        catch (Exception)
        {
            return true;
        }
    }

    private static bool EdgesFit(RoutePatternPathSegment one, RoutePatternPathSegment other)
    {
        var ((start, end), (otherStart, otherEnd)) = (EdgesOf(one), EdgesOf(other));
        return (start.StartsWith(otherStart, IgnoringCase) || otherStart.StartsWith(start, IgnoringCase))
            && (end.EndsWith(otherEnd, IgnoringCase) || otherEnd.EndsWith(end, IgnoringCase));
    }

    private static (string Start, string End) EdgesOf(RoutePatternPathSegment segment)
    {
        return (TextOf(segment.Parts[0]), TextOf(segment.Parts[^1]));

        static string TextOf(RoutePatternPart part) => (part as RoutePatternLiteralPart)?.Content ?? string.Empty;
    }

    // A conventional route's {controller} matches the one controller that the endpoint is for
    private static string? LiteralAt(RoutePattern pattern, int at) =>
        pattern.PathSegments[at].Parts is [RoutePatternLiteralPart literal] ? literal.Content
        : ParameterAt(pattern, at) is { } parameter
            && pattern.RequiredValues.TryGetValue(parameter.Name, out var value)
            && value is string { Length: > 0 } text
            ? text
        : null;

    private static RoutePatternParameterPart? ParameterAt(RoutePattern pattern, int at) =>
        pattern.PathSegments[at].Parts is [RoutePatternParameterPart parameter] ? parameter : null;
}
