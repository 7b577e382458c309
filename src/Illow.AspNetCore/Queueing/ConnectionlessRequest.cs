using Illow.AspNetCore.Diagnostics;
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

/// <summary>
/// The response of a request without a connection. Runs its callbacks as a server does: they dispose of the request's services.
/// </summary>
internal sealed class ConnectionlessResponse : IHttpResponseFeature
{
    private readonly Stack<(Func<object, Task> Run, object State)> _starting = new();
    private readonly Stack<(Func<object, Task> Run, object State)> _completed = new();

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
        while (!HasStarted && _starting.TryPop(out var callback))
        {
            await callback.Run(callback.State);
        }

        HasStarted = true;
    }

    /// <summary>
    /// Runs what a server runs after the response, where the services of the request are disposed of. As on a server, one that throws keeps
    /// no other from running and changes nothing about the outcome.
    /// </summary>
    internal async Task CompleteAsync(ILogger logger)
    {
        while (_completed.TryPop(out var callback))
        {
            try
            {
                await callback.Run(callback.State);
            }
            catch (Exception exception)
            {
                Log.CompletedCallbackFailed(logger, exception);
            }
        }
    }
}

/// <summary>What an endpoint finds when a delivery is run from the queue.</summary>
internal static class QueuedRequest
{
    internal static ConnectionlessRequest Of(IllowQueuedDelivery delivery, ReadOnlyMemory<byte> body)
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
        var queued = new ConnectionlessRequest(
            request, body.ToArray(), new HttpConnectionFeature { ConnectionId = "illow-queue" });
        var values = new RouteValueDictionary();
        foreach (var (name, value) in delivery.RouteValues)
        {
            values[name] = value;
        }

        queued.Features.Set<IRouteValuesFeature>(new RouteValuesFeature { RouteValues = values });
        return queued;
    }
}
