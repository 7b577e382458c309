using Illow.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.OutputCaching;

namespace Illow.AspNetCore.Routing;

/// <summary>
/// Builds the endpoint that routing selects in place of the decorated ones. It knows them all and runs none: without the
/// middleware its delegate throws, so an unverified request reaches no handler.
/// </summary>
internal static class SyntheticEndpoint
{
    internal static RouteEndpoint Create(IReadOnlyList<RouteEndpoint> members, string allowedMethods)
    {
        var first = members[0];
        var route = new WebhookRoute([.. members.Select(WebhookHandler.Of)], allowedMethods);
        return new RouteEndpoint(Refuse, first.RoutePattern, first.Order, MetadataOf(members, route), "illow webhook: " + route.Url);
    }

    // CORS, rate limits and request sizes must hold before the event is known, so the members' metadata is joined. What would make
    // other code take the synthetic endpoint for an action or a decorated endpoint stays out: MVC's problem writer would claim it and write
    // nothing.
    private static EndpointMetadataCollection MetadataOf(IReadOnlyList<RouteEndpoint> members, WebhookRoute route)
    {
        var metadata = members.SelectMany(member => member.Metadata).Where(IsShared).ToList();
        metadata.Add(new AllowAnonymousAttribute());
        metadata.Add(new HttpMethodMetadata([HttpMethods.Post]));
        metadata.Add(NoOutputCaching.Instance);
        metadata.Add(route);
        return new EndpointMetadataCollection(metadata);
    }

    /// <summary>Whether other code may see this of a decorated endpoint on an endpoint that stands in its place.</summary>
    internal static bool IsShared(object metadata) =>
        metadata is not (IllowWebhookAttribute or ActionDescriptor or ControllerAttribute
            or IHttpMethodMetadata or IEndpointNameMetadata or IRouteNameMetadata or IOutputCachePolicy or OutputCacheAttribute
            or IAntiforgeryMetadata);

    internal static Task Refuse(HttpContext context) =>
        throw new InvalidOperationException(
            Messages.MiddlewareMissing(context.GetEndpoint()?.Metadata.GetMetadata<WebhookRoute>()?.Handlers[0].Name));

    /// <summary>
    /// Keeps answers out of the output cache where a policy of the application caches POST too: the next event of the URL would get that
    /// of the last, verified or not.
    /// </summary>
    private sealed class NoOutputCaching : IOutputCachePolicy
    {
        internal static readonly NoOutputCaching Instance = new();

        public ValueTask CacheRequestAsync(OutputCacheContext context, CancellationToken cancellation)
        {
            context.EnableOutputCaching = false;
            return ValueTask.CompletedTask;
        }

        public ValueTask ServeFromCacheAsync(OutputCacheContext context, CancellationToken cancellation) => ValueTask.CompletedTask;

        public ValueTask ServeResponseAsync(OutputCacheContext context, CancellationToken cancellation) => ValueTask.CompletedTask;
    }
}
