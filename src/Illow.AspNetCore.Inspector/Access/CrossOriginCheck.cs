using Microsoft.AspNetCore.Http;

namespace Illow.AspNetCore.Inspector.Access;

/// <summary>Distinguishes requests of the inspector's own page from those that another site's page makes a browser send.</summary>
internal static class CrossOriginCheck
{
    /// <summary>A header that a page of another origin cannot send without a CORS preflight, which is never allowed.</summary>
    internal const string Header = "X-Illow-Inspector";

    /// <summary>Whether the request carries the header of the inspector's own scripts, and comes from the same origin.</summary>
    internal static bool IsOwnPage(HttpRequest request) => request.Headers.ContainsKey(Header) && !IsCrossOrigin(request);

    /// <summary>Whether another origin's page sent the request. An address that was typed in has no origin.</summary>
    internal static bool IsCrossOrigin(HttpRequest request)
    {
        if (request.Headers["Sec-Fetch-Site"] is { Count: > 0 } site)
        {
            return site != "same-origin" && site != "none";
        }

        // Browsers send Sec-Fetch-Site on https and localhost only
        return request.Headers.Origin is { Count: > 0 } origin
            && !(Uri.TryCreate(origin, UriKind.Absolute, out var uri)
                && string.Equals(uri.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase));
    }
}
