using Microsoft.AspNetCore.Http;

namespace Illow.AspNetCore.Inspector.Access;

/// <summary>Tells requests of the inspector's own page from those that another site's page makes a browser send.</summary>
internal static class CrossSite
{
    /// <summary>A header that a page of another origin cannot send without being asked for permission first, which is never given.</summary>
    internal const string Header = "X-Illow-Inspector";

    internal static bool IsSuspect(HttpRequest request)
    {
        if (!request.Headers.ContainsKey(Header))
        {
            return true;
        }

        if (request.Headers["Sec-Fetch-Site"] is { Count: > 0 } site)
        {
            return site != "same-origin";
        }

        // Browsers say the former on https and localhost only
        return request.Headers.Origin is { Count: > 0 } origin
            && !(Uri.TryCreate(origin, UriKind.Absolute, out var uri) && string.Equals(uri.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase));
    }
}
