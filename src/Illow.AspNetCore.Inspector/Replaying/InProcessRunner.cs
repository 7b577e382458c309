using Illow.AspNetCore.Inspector.Recording;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Illow.AspNetCore.Inspector.Replaying;

/// <summary>Sends a request through the application's whole pipeline, as a server would, and says what came of it. Thread-safe.</summary>
internal sealed class InProcessRunner(Pipeline pipeline, IHttpContextFactory contexts, ILoggerFactory loggers)
{
    private readonly ILogger _logger = loggers.CreateLogger(Log.Category);

    /// <param name="request">What to send.</param>
    /// <param name="origin">The mark by which the log tells it from deliveries from outside.</param>
    /// <param name="connection">The connection that it is said to come by.</param>
    internal Task<RunResult> RunAsync(OutgoingRequest request, Origin origin, IHttpConnectionFeature? connection)
    {
        // A flow of its own: the accessor of the asking request's context, its activity and culture must not be seen or changed
        using (ExecutionContext.SuppressFlow())
        {
            return Task.Run(() => RunApartAsync(request, origin, connection));
        }
    }

    private async Task<RunResult> RunApartAsync(OutgoingRequest request, Origin origin, IHttpConnectionFeature? connection)
    {
        var response = new InProcessResponse();
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

    private static FeatureCollection Features(OutgoingRequest request, InProcessResponse response, Origin origin, IHttpConnectionFeature? connection)
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

    private static HttpRequestFeature Request(OutgoingRequest request)
    {
        IHeaderDictionary headers = new HeaderDictionary();
        foreach (var (name, value) in request.Headers)
        {
            headers.Append(name, value);
        }

        // The body is there as a whole, however it came the first time
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
