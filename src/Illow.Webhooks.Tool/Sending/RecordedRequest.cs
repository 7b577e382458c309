namespace Illow.Webhooks.Tool.Sending;

/// <summary>A request as it was recorded.</summary>
internal sealed record RecordedRequest(string Method, string Url, IReadOnlyList<KeyValuePair<string, string>> Headers, byte[] Body)
{
    // What the new connection says for itself
    private static readonly string[] OfTheConnection =
    [
        "Host", "Connection", "Content-Length", "Transfer-Encoding", "Keep-Alive", "Proxy-Connection", "TE", "Trailer", "Upgrade", "Expect",
    ];

    internal bool IsPost => string.Equals(Method, "POST", StringComparison.OrdinalIgnoreCase);

    internal string? Header(string name) => Headers.FirstOrDefault(header => Is(header.Key, name)).Value;

    /// <summary>Whether a header goes with the request wherever it is sent.</summary>
    internal static bool Travels(string name) => !name.StartsWith(':') && !OfTheConnection.Any(other => Is(name, other));

    internal PreparedRequest To(Uri url, string signatureHeader, string? newSignature, EnvelopeSummary summary)
    {
        var headers = Headers.Where(header => Travels(header.Key) && (newSignature is null || !Is(header.Key, signatureHeader)));
        return new PreparedRequest(
            HttpMethod.Post,
            url,
            newSignature is null ? [.. headers] : [.. headers, new(signatureHeader, newSignature)],
            Body,
            summary.Event,
            summary.IdempotencyKey);
    }

    private static bool Is(string name, string other) => string.Equals(name, other, StringComparison.OrdinalIgnoreCase);
}
