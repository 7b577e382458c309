using Microsoft.AspNetCore.Http.Features;

namespace Illow.AspNetCore.Queueing;

/// <summary>What an endpoint finds when a delivery is run from the queue.</summary>
internal static class QueuedRequest
{
    internal static ConnectionlessRequest Of(IllowQueuedDelivery delivery, byte[] body)
    {
        IHeaderDictionary headers = new HeaderDictionary();
        headers.Host = delivery.Host;
        headers.ContentType = delivery.ContentType;
        var request = new HttpRequestFeature
        {
            Method = HttpMethods.Post,
            Scheme = delivery.Scheme,
            PathBase = delivery.PathBase,
            Path = delivery.Path,
            QueryString = delivery.QueryString,
            Headers = headers,
        };
        var queued = new ConnectionlessRequest(request, body, new HttpConnectionFeature { ConnectionId = "illow-queue" });
        var values = new RouteValueDictionary();
        foreach (var (name, value) in delivery.RouteValues)
        {
            values[name] = value;
        }

        queued.Features.Set<IRouteValuesFeature>(new RouteValuesFeature { RouteValues = values });
        return queued;
    }
}
