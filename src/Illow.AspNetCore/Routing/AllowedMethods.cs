using Microsoft.AspNetCore.Http;

namespace Illow.AspNetCore.Routing;

/// <summary>The value of the <c>Allow</c> header of a URL: POST and what its other endpoints take.</summary>
internal static class AllowedMethods
{
    internal static string Of(IEnumerable<Endpoint> endpoints) =>
        string.Join(", ", endpoints
            .Where(endpoint => !WebhookHandler.IsDecorated(endpoint))
            .SelectMany(WebhookUrl.MethodsOf)
            .Append(HttpMethods.Post)
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .Order(StringComparer.Ordinal));
}
