using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Illow.AspNetCore.Routing;

/// <summary>The value of the <c>Allow</c> header of a URL: POST and what its other endpoints take.</summary>
internal static class AllowedMethods
{
    internal static string Of(IEnumerable<Endpoint> endpoints) =>
        string.Join(", ", endpoints
            .Where(endpoint => !WebhookHandler.IsDecorated(endpoint) && !IsFallback(endpoint))
            .SelectMany(WebhookUrl.MethodsOf)
            .Append(HttpMethods.Post)
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .Order(StringComparer.Ordinal));

    /// <summary>Whether the endpoint takes what nothing else does, such as a single-page application's MapFallback: our 405 goes before it.</summary>
    internal static bool IsFallback(Endpoint endpoint) => endpoint is RouteEndpoint { Order: int.MaxValue };
}
