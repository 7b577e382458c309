using System.Net.Http.Headers;

namespace Illow.AspNetCore.Testing.Conformance;

/// <summary>One request to try, as genuine as its members say.</summary>
internal sealed record Attempt(byte[] Body)
{
    /// <summary>The signature header's values; null for the true one over the body.</summary>
    internal IReadOnlyList<string>? Signatures { get; init; }

    internal HttpMethod Method { get; init; } = HttpMethod.Post;

    internal string? ContentType { get; init; } = "application/json";

    internal string? ContentEncoding { get; init; }

    internal bool Chunked { get; init; }

    /// <summary>Changes the URL; null for as it is.</summary>
    internal Func<Uri, Uri>? Url { get; init; }

    internal IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    internal HttpRequestMessage ToRequest(Uri url, string signatureHeader, Func<byte[], string> sign)
    {
        var request = new HttpRequestMessage(Method, Url?.Invoke(url) ?? url)
        {
            Content = Chunked ? new ChunkedContent(Body) : new ByteArrayContent(Body),
        };
        if (Chunked)
        {
            request.Headers.TransferEncodingChunked = true;
        }

        request.Content.Headers.ContentType = ContentType is null ? null : MediaTypeHeaderValue.Parse(ContentType);
        if (ContentEncoding is not null)
        {
            request.Content.Headers.ContentEncoding.Add(ContentEncoding);
        }

        foreach (var signature in Signatures ?? [sign(Body)])
        {
            request.Headers.TryAddWithoutValidation(signatureHeader, signature);
        }

        foreach (var (name, value) in Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }
}
