using System.Diagnostics;
using Illow.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Illow.AspNetCore.Inspector.Recording;

/// <summary>
/// Puts every request at a webhook URL into the log. What the receiver traced is logged when the request leaves the application's whole
/// pipeline, since only then is it known what the application's error handling made of an exception; a run from the queue is added to
/// its delivery. Thread-safe.
/// </summary>
internal sealed class TraceRecorder(
    DeliveryLog log,
    IOptions<IllowInspectorOptions> options,
    ILoggerFactory loggers,
    IHostEnvironment? environment = null) : IDeliveryObserver
{
    private const int LongestMessage = 4096;

    private readonly int _maximumBodySize = options.Value.MaximumBodySize;
    private readonly bool _isDevelopment = environment?.IsDevelopment() ?? false;
    private readonly ILogger _logger = loggers.CreateLogger(Log.Category);

    /// <summary>Set once the inspector is mapped: where nobody could look, nothing is recorded.</summary>
    public bool IsEnabled { get; internal set; }

    public void Finished(HttpContext context, DeliveryTrace trace)
    {
        try
        {
            context.Features.Set(new TracedDelivery(Record(context, trace)));
        }
        catch (Exception exception)
        {
            // An observer must not cost a delivery
            Log.NotRecorded(_logger, exception);
        }
    }

    public void Ran(IllowQueuedDelivery delivery, int attempt, DeliveryTrace trace)
    {
        try
        {
            log.AddRun(delivery.Id, Run(attempt, trace), () => FromElsewhere(delivery));
        }
        catch (Exception exception)
        {
            Log.NotRecorded(_logger, exception);
        }
    }

    /// <summary>Runs the application's pipeline for one request, and logs the delivery if it was one.</summary>
    internal async Task RunAsync(HttpContext context, RequestDelegate pipeline)
    {
        try
        {
            await pipeline(context);
        }
        catch (Exception exception)
        {
            // The server answers once the exception reaches it, unless the sender has left or got an answer
            LogTraced(context, context.Response.HasStarted ? context.Response.StatusCode : StatusOf(exception, context));
            throw;
        }

        var isLost = context.RequestAborted.IsCancellationRequested && !context.Response.HasStarted;
        LogTraced(context, isLost ? null : context.Response.StatusCode);
    }

    private static int? StatusOf(Exception exception, HttpContext context) =>
        context.RequestAborted.IsCancellationRequested ? null
        : (exception as BadHttpRequestException)?.StatusCode ?? StatusCodes.Status500InternalServerError;

    private string? MessageOf(DeliveryTrace trace) => !_isDevelopment ? null
        : trace.Exception?.Message is { Length: > LongestMessage } message ? message[..LongestMessage] + "…"
        : trace.Exception?.Message;

    private RunRecord Run(int attempt, DeliveryTrace trace) => new()
    {
        Attempt = attempt,
        StartedAt = trace.ReceivedAt,
        Outcome = trace.Outcome,
        Status = trace.Status,
        Exception = trace.Exception?.GetType().FullName,
        ExceptionMessage = MessageOf(trace),
        Total = trace.Total.TotalMilliseconds,
    };

    private static DeliveryRecord FromElsewhere(IllowQueuedDelivery delivery) => new()
    {
        QueuedId = delivery.Id,
        IsElsewhere = true,
        ReceivedAt = delivery.ReceivedAt,
        Url = delivery.Route,
        Event = delivery.Event,
        Registration = delivery.Webhook,
        Outcome = Outcomes.Queued,
        Status = StatusCodes.Status202Accepted,
        TraceId = ActivityContext.TryParse(delivery.TraceParent, null, out var trace) ? trace.TraceId.ToHexString() : null,
        Total = 0,
        BodySize = delivery.IsProtected ? 0 : delivery.Body.Length,
        IsWhole = false,
    };

    private void LogTraced(HttpContext context, int? status)
    {
        if (context.Features.Get<TracedDelivery>() is not { } traced)
        {
            return;
        }

        var record = log.Add(traced.Record with { Status = status });
        context.Features.Get<Origin>()?.Recorded = record;
    }

    private DeliveryRecord Record(HttpContext context, DeliveryTrace trace)
    {
        var request = context.Request;
        var origin = context.Features.Get<Origin>();
        var isKept = trace.Body.Length <= _maximumBodySize;
        var isRead = trace.Read is not null || (request.ContentLength is null or 0 && !HttpMethods.IsPost(request.Method));
        return new DeliveryRecord
        {
            ReceivedAt = trace.ReceivedAt,
            Url = trace.Url,
            Event = trace.Event,
            Registration = trace.Registration?.Name,
            Key = trace.Key?.Fingerprint,
            Outcome = trace.Outcome,
            Reason = trace.Detail,
            Exception = trace.Exception?.GetType().FullName,
            ExceptionMessage = MessageOf(trace),
            QueuedId = trace.QueuedId,
            TraceId = Activity.Current?.TraceId.ToHexString() ?? context.TraceIdentifier,
            Total = trace.Total.TotalMilliseconds,
            Read = trace.Read?.TotalMilliseconds,
            Verify = trace.Verify?.TotalMilliseconds,
            Handler = trace.Handler?.TotalMilliseconds,
            BodySize = trace.Body.Length,
            IsWhole = isKept && isRead,
            ReplayOf = origin?.ReplayOf,
            IsSample = origin is { ReplayOf: null },
            Envelope = trace.Message is { } message ? EnvelopeIds.Of(message) : null,
            Request = new InspectedRequest(
                request.Method,
                request.Scheme,
                request.Host.Value ?? string.Empty,
                request.PathBase.Value + request.Path.Value,
                request.QueryString.Value ?? string.Empty,
                [.. request.Headers.SelectMany(
                    header => header.Value, (header, value) => KeyValuePair.Create(header.Key, value ?? string.Empty))],
                isKept ? trace.Body : trace.Body[.._maximumBodySize].ToArray()),
        };
    }

    private sealed record TracedDelivery(DeliveryRecord Record);
}

/// <summary>
/// Marks a request that the inspector itself sent through the application; kept in the request's features, and given the number under which
/// the delivery was logged.
/// </summary>
/// <param name="ReplayOf">The delivery that was sent again; null for a sample event.</param>
internal sealed record Origin(long? ReplayOf)
{
    internal DeliveryRecord? Recorded { get; set; }
}
