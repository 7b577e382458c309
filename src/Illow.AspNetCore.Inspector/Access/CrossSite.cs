using Microsoft.AspNetCore.Http;

namespace Illow.AspNetCore.Inspector.Access;

/// <summary>Tells requests of the inspector's own page from those that another site's page makes a browser send.</summary>
internal static class CrossSite
{
    /// <summary>A header that a page of another origin cannot send without being asked for permission first, which is never given.</summary>
    internal const string Header = "X-Illow-Inspector";

    /// <summary>Whether a request cannot be one of the inspector's own scripts that was told to do something.</summary>
    internal static bool IsSuspect(HttpRequest request) => IsForeign(request) || !request.Headers.ContainsKey(Header);

    /// <summary>Whether another origin's page sent a request. An address that was typed in is nobody's.</summary>
    internal static bool IsForeign(HttpRequest request)
    {
        if (request.Headers["Sec-Fetch-Site"] is { Count: > 0 } site)
        {
            return site != "same-origin" && site != "none";
        }

        // Browsers say the former on https and localhost only
        return request.Headers.Origin is { Count: > 0 } origin
            && !(Uri.TryCreate(origin, UriKind.Absolute, out var uri) && string.Equals(uri.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase));
    }
}
