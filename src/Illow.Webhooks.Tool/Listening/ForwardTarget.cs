namespace Illow.Webhooks.Tool.Listening;

/// <summary>
/// Where deliveries are forwarded to. Only the scheme, host and port of <c>--forward-to</c> are ever called: of the request's own target,
/// no more than path and query are taken, as they were sent.
/// </summary>
internal sealed class ForwardTarget(Uri configured)
{
    private readonly string _origin = configured.GetLeftPart(UriPartial.Authority);

    /// <summary>The URL for a request; null where its target holds no path.</summary>
    internal Uri? For(string rawTarget)
    {
        if (configured.PathAndQuery != "/")
        {
            return configured;
        }

        // As it was sent: an encoded slash, dots and empty segments mean something to the application
        var options = new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true };
        return PathAndQueryOf(rawTarget) is { } path && Uri.TryCreate(_origin + path, options, out var url) && IsSameOrigin(url)
            ? url
            : null;
    }

    private bool IsSameOrigin(Uri url) =>
        url.Scheme == configured.Scheme && url.Host == configured.Host && url.Port == configured.Port && url.UserInfo.Length == 0;

    // RFC 9112, 3.2: "/path", or "http://authority/path" as proxies are asked; "authority" and "*" have no path
    private static string? PathAndQueryOf(string rawTarget)
    {
        if (rawTarget.StartsWith('/'))
        {
            return rawTarget;
        }

        var scheme = rawTarget.IndexOf("://", StringComparison.Ordinal);
        if (scheme < 0)
        {
            return null;
        }

        var authority = rawTarget.AsSpan(scheme + 3);
        var end = authority.IndexOfAny('/', '?');
        return end < 0 ? "/" : authority[end] == '/' ? authority[end..].ToString() : "/" + authority[end..].ToString();
    }
}
