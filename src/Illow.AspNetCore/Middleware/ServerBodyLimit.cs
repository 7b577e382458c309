using Illow.AspNetCore.Configuration;
using Illow.AspNetCore.Routing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Illow.AspNetCore.Middleware;

/// <summary>The server's own limit on the body, where it has one.</summary>
/// <param name="feature">Null for a server that knows none.</param>
internal readonly struct ServerBodyLimit(IHttpMaxRequestBodySizeFeature? feature)
{
    /// <summary>Whether something has begun to read the body: servers forbid changing the limit from then on. Null where the server does not tell.</summary>
    internal bool? IsBodyBegun { get; } = feature?.IsReadOnly;

    internal static ServerBodyLimit Of(HttpContext context) => new(context.Features.Get<IHttpMaxRequestBodySizeFeature>());

    /// <summary>Lets a limit of ours that is larger than the server's reach the server, unless the endpoint sets its own: Kestrel stops at 30 MB by itself.</summary>
    internal void Raise(WebhookRoute route, WebhookSettings settings, long? contentLength)
    {
        // Of a chunked body Kestrel counts the framing too, which is five bytes for each where a chunk holds one
        var needed = contentLength is null ? 16 + (6L * settings.Options.MaxRequestBodySize) : settings.Options.MaxRequestBodySize;
        if (IsBodyBegun is false && !route.LimitsBodySizeItself && feature!.MaxRequestBodySize < needed)
        {
            feature.MaxRequestBodySize = needed;
        }
    }
}
