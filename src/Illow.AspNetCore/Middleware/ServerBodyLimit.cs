using Illow.AspNetCore.Configuration;
using Illow.AspNetCore.Routing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Illow.AspNetCore.Middleware;

/// <summary>Lets a limit of ours that is larger than the server's reach the server: Kestrel stops at 30 MB by itself.</summary>
internal static class ServerBodyLimit
{
    internal static void Raise(HttpContext context, WebhookRoute route, WebhookSettings settings)
    {
        // Of a chunked body Kestrel counts the framing too, which is five bytes for each where a chunk holds one
        var needed = context.Request.ContentLength is null ? 16 + (6L * settings.MaxRequestBodySize) : settings.MaxRequestBodySize;
        if (!route.LimitsBodySizeItself
            && context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false, MaxRequestBodySize: { } limit } feature
            && limit < needed)
        {
            feature.MaxRequestBodySize = needed;
        }
    }
}
