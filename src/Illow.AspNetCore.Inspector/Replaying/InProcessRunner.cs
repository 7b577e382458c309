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
        // A separate flow: it must neither see nor change the context accessor, activity and culture of the request that asked for it
        using (ExecutionContext.SuppressFlow())
        {
            return Task.Run(() => RunApartAsync(request, origin, connection));
        }
    }

    private async Task<RunResult> RunApartAsync(InspectedRequest inspected, Origin origin, IHttpConnectionFeature? connection)
    {
        var request = Request(inspected, connection);
        request.Features.Set(origin);
        var context = contexts.Create(request.Features);
        var threw = false;
        try
        {
            await pipeline.Start(context);
            await request.Response.StartAsync();
        }
        catch (Exception exception)
        {
            threw = true;
            Log.RunFailed(_logger, exception);
        }
        finally
        {
            await request.Response.CompleteAsync(_logger);
            contexts.Dispose(context);
        }

        return new RunResult(threw ? null : request.Response.StatusCode, origin.Recorded);
    }

    private static ConnectionlessRequest Request(InspectedRequest inspected, IHttpConnectionFeature? connection)
    {
        IHeaderDictionary headers = new HeaderDictionary();
        foreach (var (name, value) in inspected.Headers)
        {
            headers.Append(name, value);
        }

        // The body is sent as a whole, however it was received
        headers.Remove("Transfer-Encoding");
        headers.Remove("Expect");
        headers.Host = inspected.Host;
        var request = new HttpRequestFeature
        {
            Method = inspected.Method,
            Scheme = inspected.Scheme,
            Path = inspected.Path,
            QueryString = inspected.Query,
            Headers = headers,
        };
        return new ConnectionlessRequest(request, inspected.Body.ToArray(), new HttpConnectionFeature
        {
            ConnectionId = "illow-inspector",
            LocalIpAddress = connection?.LocalIpAddress,
            LocalPort = connection?.LocalPort ?? 0,
            RemoteIpAddress = connection?.RemoteIpAddress,
            RemotePort = connection?.RemotePort ?? 0,
        });
    }
}

/// <summary>
/// The result of a request that was sent through the application: the status code, null where it threw an exception, and the delivery in
/// the log, null where the request reached no webhook URL.
/// </summary>
internal sealed record RunResult(int? Status, DeliveryRecord? Recorded);
