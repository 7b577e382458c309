using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Illow.AspNetCore.Testing.Hosting;

/// <summary>Finds the URL to which a delivery goes among those at which the application receives webhooks.</summary>
internal static class WebhookUrls
{
    private const string WebhookParameter = "webhook";

    /// <summary>
    /// The only URL that takes the event from the registration; the application's default path where it is one of several or
    /// no endpoint is known.
    /// </summary>
    /// <exception cref="InvalidOperationException">Several URLs would do, or the URL has parameters that only the test knows.</exception>
    internal static string For(TestApp app, string @event, string registration)
    {
        var fallback = "/" + app.Path.TrimStart('/');
        var urls = Taking(app.Endpoints(), @event, registration)
            .Select(endpoint => UrlOf(endpoint.RoutePattern, registration))
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .ToList();
        var url = urls switch
        {
            [] => fallback,
            [var only] => only,
            _ when urls.Contains(fallback, StringComparer.OrdinalIgnoreCase) => fallback,
            _ => throw new InvalidOperationException(
                $"The application receives {@event} at several URLs: {string.Join(", ", urls)}. {SetPath}"),
        };
        return url.Contains('{', StringComparison.Ordinal)
            ? throw new InvalidOperationException(
                $"The application receives {@event} at {url}, whose parameters are not known. {SetPath}")
            : url;
    }

    private const string SetPath =
        "Set IllowDeliveryOptions.Path to the one to send to (for the conformance kit: IllowConformanceOptions.Delivery).";

    // As the receiver prefers them: who names the event, else who takes every event, else whoever answers
    private static List<RouteEndpoint> Taking(IEnumerable<Endpoint> endpoints, string @event, string registration)
    {
        var all = endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<IllowWebhookAttribute>() is not null)
            .ToList();
        var named = Declaring(events => events.Contains(@event, StringComparer.Ordinal));
        var any = Declaring(events => events.Count == 0);
        return named.Count > 0 ? named : any.Count > 0 ? any : all;

        List<RouteEndpoint> Declaring(Func<IReadOnlyList<string>, bool> fits) =>
            [.. all.Where(endpoint => DeclarationsFor(endpoint, registration).Any(declaration => fits(declaration.Events)))];
    }

    private static IEnumerable<IllowWebhookAttribute> DeclarationsFor(RouteEndpoint endpoint, string registration) =>
        endpoint.Metadata.OfType<IllowWebhookAttribute>().Where(declaration =>
            declaration.Webhook is null || declaration.Webhook.Equals(registration, StringComparison.OrdinalIgnoreCase));

    private static string UrlOf(RoutePattern pattern, string registration)
    {
        var segments = pattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(part => Write(part, registration))));
        return "/" + string.Join('/', segments.Where(text => text.Length > 0));
    }

    private static string Write(RoutePatternPart part, string registration) => part switch
    {
        RoutePatternLiteralPart literal => literal.Content,
        RoutePatternSeparatorPart separator => separator.Content,
        RoutePatternParameterPart parameter when parameter.Name.Equals(WebhookParameter, StringComparison.OrdinalIgnoreCase) =>
            Uri.EscapeDataString(registration),
        RoutePatternParameterPart { Default: { } value } => Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty,
        RoutePatternParameterPart { IsOptional: true } or RoutePatternParameterPart { IsCatchAll: true } => string.Empty,
        RoutePatternParameterPart parameter => $"{{{parameter.Name}}}",
        _ => string.Empty,
    };
}
