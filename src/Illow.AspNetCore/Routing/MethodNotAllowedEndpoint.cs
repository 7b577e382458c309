using Illow.AspNetCore.Diagnostics;
using Illow.AspNetCore.Middleware;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Metadata;

namespace Illow.AspNetCore.Routing;

/// <summary>
/// The companion of a webhook URL that answers what is no POST. The framework's own 405 endpoint has no metadata, so an
/// application's fallback policy would turn it into 401.
/// </summary>
internal static class MethodNotAllowedEndpoint
{
    internal static RouteEndpoint Create(RouteEndpoint decorated, string identity, string allowedMethods)
    {
        // Policies of the application, API versioning for one, must keep it together with the endpoint whose companion it is
        var metadata = decorated.Metadata.Where(item => SyntheticEndpoint.IsShared(item) && item is not IAcceptsMetadata).ToList();
        metadata.Add(new AllowAnonymousAttribute());
        metadata.Add(new Marker(identity, allowedMethods, WebhookUrl.PatternOf(decorated)));

        return new RouteEndpoint(
            Answer, decorated.RoutePattern, decorated.Order, new EndpointMetadataCollection(metadata), "illow webhook: 405 " + identity);
    }

    /// <summary>The value of the <c>Allow</c> header of a URL: POST and what its other endpoints take.</summary>
    internal static string AllowedMethodsOf(IEnumerable<Endpoint> endpoints) =>
        string.Join(", ", endpoints
            .Where(endpoint => !WebhookHandler.IsDecorated(endpoint) && !IsFallback(endpoint))
            .SelectMany(WebhookUrl.MethodsOf)
            .Append(HttpMethods.Post)
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .Order(StringComparer.Ordinal));

    /// <summary>
    /// Whether the endpoint takes what nothing else does, such as a single-page application's MapFallback: our 405 goes before it.
    /// </summary>
    internal static bool IsFallback(Endpoint endpoint) => endpoint is RouteEndpoint { Order: int.MaxValue };

    private static Task Answer(HttpContext context)
    {
        // A policy of the application took the handlers away, for this request's version or tenant: as on its other endpoints, nothing is
        // here
        if (context.Request.Method == HttpMethods.Post)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        var marker = context.GetEndpoint()!.Metadata.GetRequiredMetadata<Marker>();
        var tracing = context.RequestServices.GetRequiredService<DeliveryTracing>();
        return tracing.IsEnabled ? Observe(context, marker, tracing) : Answer(context, marker);
    }

    private static async Task Answer(HttpContext context, Marker marker)
    {
        using var activity = WebhookTelemetry.StartActivity();
        var answer = IllowWebhookProblem.MethodNotAllowed;
        context.Response.Headers.Allow = marker.AllowedMethods;

        var services = context.RequestServices;
        Log.Refused(services.GetRequiredService<ILoggerFactory>().CreateLogger(Log.Category), marker.Url, answer.StatusCode, answer.Code);
        services.GetRequiredService<WebhookTelemetry>().Finished(context, answer.Code, null, activity);
        await services.GetRequiredService<WebhookProblemWriter>().WriteAsync(context, answer);
    }

    private static Task Observe(HttpContext context, Marker marker, DeliveryTracing tracing) =>
        tracing.RunAsync(context, marker.Url, () => Answer(context, marker));

    /// <summary>Tells companions from other endpoints, and to which URL they belong.</summary>
    internal sealed record Marker(string Identity, string AllowedMethods, string Url);
}
