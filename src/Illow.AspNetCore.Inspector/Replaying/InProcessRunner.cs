using Illow.AspNetCore.Inspector.Recording;
using Illow.AspNetCore.Queueing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Illow.AspNetCore.Inspector.Replaying;

/// <summary>Sends a request through the application's whole pipeline, as a server would, and reports the result. Thread-safe.</summary>
internal sealed class InProcessRunner(Pipeline pipeline, IHttpContextFactory contexts, ILoggerFactory loggers)
{
    private readonly ILogger _logger = loggers.CreateLogger(Log.Category);

    /// <param name="request">What to send.</param>
    /// <param name="origin">The mark by which the log distinguishes it from deliveries from outside.</param>
    /// <param name="connection">The connection whose addresses the request gets.</param>
    internal Task<RunResult> RunAsync(InspectedRequest request, Origin origin, IHttpConnectionFeature? connection)
    {
        // A flow of its own: it must neither see nor change the context accessor, activity and culture of the request that asked for it
        using (ExecutionContext.SuppressFlow())
        {
            return Task.Run(() => RunApartAsync(request, origin, connection));
        }
    }

    private async Task<RunResult> RunApartAsync(InspectedRequest request, Origin origin, IHttpConnectionFeature? connection)
    {
        var response = new ConnectionlessResponse();
        var context = contexts.Create(Features(request, response, origin, connection));
        var threw = false;
        try
        {
            await pipeline.Start(context);
            await response.StartAsync();
        }
        catch (Exception exception)
        {
            threw = true;
            Log.RunFailed(_logger, exception);
        }
        finally
        {
            await response.CompleteAsync();
            contexts.Dispose(context);
        }

        return new RunResult(threw ? null : response.StatusCode, origin.Recorded);
    }

    private static FeatureCollection Features(
        InspectedRequest request, ConnectionlessResponse response, Origin origin, IHttpConnectionFeature? connection)
    {
        var features = new FeatureCollection();
        features.Set<IHttpRequestFeature>(Request(request));
        features.Set<IHttpRequestBodyDetectionFeature>(new BodyDetection(!request.Body.IsEmpty));
        features.Set<IHttpResponseFeature>(response);
        features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(Stream.Null));
        features.Set<IHttpRequestLifetimeFeature>(new HttpRequestLifetimeFeature());
        features.Set<IHttpConnectionFeature>(new HttpConnectionFeature
        {
            ConnectionId = "illow-inspector",
            LocalIpAddress = connection?.LocalIpAddress,
            LocalPort = connection?.LocalPort ?? 0,
            RemoteIpAddress = connection?.RemoteIpAddress,
            RemotePort = connection?.RemotePort ?? 0,
        });
        features.Set(origin);
        return features;
    }

    private static HttpRequestFeature Request(InspectedRequest request)
    {
        IHeaderDictionary headers = new HeaderDictionary();
        foreach (var (name, value) in request.Headers)
        {
            headers.Append(name, value);
        }

        // The body is sent as a whole, however it was received
        headers.Remove("Transfer-Encoding");
        headers.Remove("Expect");
        headers.ContentLength = request.Body.IsEmpty ? null : request.Body.Length;
        headers.Host = request.Host;
        return new HttpRequestFeature
        {
            Protocol = HttpProtocol.Http11,
            Method = request.Method,
            Scheme = request.Scheme,
            Path = request.Path,
            QueryString = request.Query,
            RawTarget = new PathString(request.Path) + request.Query,
            Headers = headers,
            Body = new MemoryStream(request.Body.ToArray(), writable: false),
        };
    }

    private sealed record BodyDetection(bool CanHaveBody) : IHttpRequestBodyDetectionFeature;
}

/// <summary>
/// The result of a request that was sent through the application: the status code, null where it threw an exception, and the delivery in
/// the log, null where the request reached no webhook URL.
/// </summary>
internal sealed record RunResult(int? Status, DeliveryRecord? Recorded);
