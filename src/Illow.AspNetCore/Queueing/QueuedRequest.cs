using Microsoft.AspNetCore.Http.Features;

namespace Illow.AspNetCore.Queueing;

/// <summary>A request without a connection: what an endpoint finds when a delivery is run from the queue.</summary>
internal sealed class QueuedRequest : IHttpRequestBodyDetectionFeature
{
    internal QueuedRequest(IllowQueuedDelivery delivery, byte[] body)
    {
        IHeaderDictionary headers = new HeaderDictionary();
        headers.Host = delivery.Host;
        headers.ContentType = delivery.ContentType;
        headers.ContentLength = body.Length;
        Features.Set<IHttpRequestFeature>(new HttpRequestFeature
        {
            Protocol = HttpProtocol.Http11,
            Method = HttpMethods.Post,
            Scheme = delivery.Scheme,
            PathBase = delivery.PathBase,
            Path = delivery.Path,
            QueryString = delivery.QueryString,
            RawTarget = delivery.PathBase + delivery.Path + delivery.QueryString,
            Headers = headers,
            Body = new MemoryStream(body, writable: false),
        });
        Features.Set<IHttpRequestBodyDetectionFeature>(this);
        Features.Set<IHttpResponseFeature>(Response);
        Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(Stream.Null));
        Features.Set<IHttpRequestLifetimeFeature>(new HttpRequestLifetimeFeature());
        Features.Set<IHttpConnectionFeature>(new HttpConnectionFeature { ConnectionId = "illow-queue" });
        var values = new RouteValueDictionary();
        foreach (var (name, value) in delivery.RouteValues)
        {
            values[name] = value;
        }

        Features.Set<IRouteValuesFeature>(new RouteValuesFeature { RouteValues = values });
    }

    internal FeatureCollection Features { get; } = new();

    internal ConnectionlessResponse Response { get; } = new();

    public bool CanHaveBody => true;
}
