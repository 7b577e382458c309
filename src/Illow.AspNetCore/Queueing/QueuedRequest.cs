using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace Illow.AspNetCore.Queueing;

/// <summary>A request without a connection: what an endpoint finds when a delivery is run from the queue.</summary>
internal sealed class QueuedRequest : IHttpResponseFeature, IHttpRequestBodyDetectionFeature
{
    private readonly Stack<(Func<object, Task> Run, object State)> _starting = new();
    private readonly Stack<(Func<object, Task> Run, object State)> _completed = new();

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
        Features.Set<IHttpResponseFeature>(this);
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

    public bool CanHaveBody => true;

    public int StatusCode { get; set; } = StatusCodes.Status200OK;

    public string? ReasonPhrase { get; set; }

    public IHeaderDictionary Headers { get; set; } = new HeaderDictionary();

    public Stream Body { get; set; } = Stream.Null;

    public bool HasStarted { get; private set; }

    public void OnStarting(Func<object, Task> callback, object state) => _starting.Push((callback, state));

    public void OnCompleted(Func<object, Task> callback, object state) => _completed.Push((callback, state));

    /// <summary>Runs what a server runs before the first byte of the response.</summary>
    internal async Task StartAsync()
    {
        while (_starting.TryPop(out var callback))
        {
            await callback.Run(callback.State);
        }

        HasStarted = true;
    }

    /// <summary>Runs what a server runs after the response: the services of the request are disposed of here.</summary>
    internal async Task CompleteAsync()
    {
        while (_completed.TryPop(out var callback))
        {
            await callback.Run(callback.State);
        }
    }
}
