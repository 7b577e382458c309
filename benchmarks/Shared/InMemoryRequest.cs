using Microsoft.AspNetCore.Http.Features;

namespace Illow.AspNetCore.Benchmarks;

/// <summary>One request that can be sent again and again: it is its own features, and resets what a run changed.</summary>
internal sealed class InMemoryRequest
{
    private readonly FeatureCollection _features = new();
    private readonly HttpRequestFeature _request;
    private readonly HttpResponseFeature _response = new();
    private readonly byte[] _body;

    internal InMemoryRequest(string method, string path, byte[] body, string? signature)
    {
        _body = body;
        _request = new HttpRequestFeature
        {
            Method = method,
            Path = path,
            Scheme = "http",
            Protocol = "HTTP/1.1",
            Headers = new HeaderDictionary(),
        };
        _request.Headers.ContentType = "application/json";
        _request.Headers.ContentLength = body.Length;
        _request.Headers.Host = "localhost";
        if (signature is not null)
        {
            _request.Headers["illow-signature"] = signature;
        }

        Reset();
    }

    internal int Status => _response.StatusCode;

    internal async Task<int> SendAsync(InMemoryServer server)
    {
        Reset();
        await server.ProcessAsync(_features);
        return Status;
    }

    private void Reset()
    {
        _request.Body = new MemoryStream(_body, writable: false);
        _response.StatusCode = StatusCodes.Status200OK;
        _response.Headers.Clear();
        _features.Set<IHttpRequestFeature>(_request);
        _features.Set<IHttpResponseFeature>(_response);
        _features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(Stream.Null));
        _features.Set<IIllowWebhookFeature>(null);
        _features.Set<IHttpRequestLifetimeFeature>(null);
        _features.Set<IEndpointFeature>(null);
        _features.Set<IRouteValuesFeature>(null);
        _features.Set<IServiceProvidersFeature>(null);
    }
}
