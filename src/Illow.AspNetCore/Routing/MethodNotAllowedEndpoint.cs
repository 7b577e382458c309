using Illow.AspNetCore.Diagnostics;
using Illow.AspNetCore.Diagnostics.Observation;
using Illow.AspNetCore.Middleware;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Illow.AspNetCore.Routing;

/// <summary>
/// The companion of a webhook URL that answers what is no POST. The framework's own 405 endpoint has no metadata, so an
/// application's fallback policy would turn it into 401.
/// </summary>
internal static class MethodNotAllowedEndpoint
{
    internal static RouteEndpoint Create(RouteEndpoint decorated, string identity, string allowedMethods)
    {
        var metadata = new List<object> { new AllowAnonymousAttribute(), new Marker(identity, allowedMethods, WebhookUrl.PatternOf(decorated)) };
        metadata.AddRange(decorated.Metadata.Where(item => item is IHostMetadata or IRouteDiagnosticsMetadata));

        return new RouteEndpoint(Answer, decorated.RoutePattern, decorated.Order, new EndpointMetadataCollection(metadata), "illow webhook: 405 " + identity);
    }

    private static Task Answer(HttpContext context)
    {
        var marker = context.GetEndpoint()!.Metadata.GetRequiredMetadata<Marker>();
        var tracing = context.RequestServices.GetRequiredService<DeliveryTracing>();
        return tracing.IsEnabled ? Observe(context, marker, tracing) : Answer(context, marker);
    }

    private static async Task Answer(HttpContext context, Marker marker)
    {
        // A POST comes here only where the application's own metadata, such as [Consumes], refused its content type
        using var activity = WebhookTelemetry.StartActivity();
        var answer = context.Request.Method == HttpMethods.Post ? WebhookProblem.UnsupportedMediaType : WebhookProblem.MethodNotAllowed;
        if (answer == WebhookProblem.MethodNotAllowed)
        {
            context.Response.Headers.Allow = marker.AllowedMethods;
        }

        var services = context.RequestServices;
        Log.Refused(services.GetRequiredService<ILoggerFactory>().CreateLogger(Log.Category), marker.Url, answer.Status, answer.Slug);
        services.GetRequiredService<WebhookTelemetry>().Finished(context, answer.Slug, null, activity);
        await services.GetRequiredService<WebhookProblemWriter>().WriteAsync(context, answer);
    }

    private static Task Observe(HttpContext context, Marker marker, DeliveryTracing tracing) => tracing.RunAsync(context, marker.Url, () => Answer(context, marker));

    /// <summary>Tells companions from other endpoints, and to which URL they belong.</summary>
    internal sealed record Marker(string Identity, string AllowedMethods, string Url);
}
