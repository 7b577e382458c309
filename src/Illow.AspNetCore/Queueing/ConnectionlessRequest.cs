using Microsoft.AspNetCore.Http.Features;

namespace Illow.AspNetCore.Queueing;

/// <summary>A request that came over no connection, and its response: the features from which a context is made.</summary>
internal sealed class ConnectionlessRequest : IHttpRequestBodyDetectionFeature
{
    /// <param name="request">The request. Its protocol, its target and what concerns the body are filled in.</param>
    /// <param name="body">The body, which is sent as a whole.</param>
    /// <param name="connection">What the application sees of a connection.</param>
    internal ConnectionlessRequest(IHttpRequestFeature request, byte[] body, IHttpConnectionFeature connection)
    {
        CanHaveBody = body.Length > 0;
        request.Protocol = HttpProtocol.Http11;
        request.RawTarget = new PathString(request.PathBase).Add(new PathString(request.Path)) + request.QueryString;
        request.Headers.ContentLength = CanHaveBody ? body.Length : null;
        request.Body = new MemoryStream(body, writable: false);
        Features.Set(request);
        Features.Set<IHttpRequestBodyDetectionFeature>(this);
        Features.Set<IHttpResponseFeature>(Response);
        Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(Stream.Null));
        Features.Set<IHttpRequestLifetimeFeature>(new HttpRequestLifetimeFeature());
        Features.Set(connection);
    }

    internal FeatureCollection Features { get; } = new();

    internal ConnectionlessResponse Response { get; } = new();

    public bool CanHaveBody { get; }
}
