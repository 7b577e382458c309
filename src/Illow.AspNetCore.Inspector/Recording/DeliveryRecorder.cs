using Illow.AspNetCore.Diagnostics.Observation;
using Illow.AspNetCore.Idempotency;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Illow.AspNetCore.Inspector.Recording;

/// <summary>Puts every finished request at a webhook URL into the log. Thread-safe.</summary>
internal sealed class DeliveryRecorder(DeliveryLog log, IOptions<IllowInspectorOptions> options, ILoggerFactory loggers) : IDeliveryObserver
{
    private readonly int _maximumBodySize = options.Value.MaximumBodySize;
    private readonly ILogger _logger = loggers.CreateLogger(Log.Category);

    /// <summary>Set once the inspector is mapped: where nobody could look, nothing is recorded.</summary>
    public bool IsEnabled { get; internal set; }

    public void Finished(HttpContext context, DeliveryTrace trace)
    {
        try
        {
            var origin = context.Features.Get<Origin>();
            var record = Record(context.Request, trace, origin);
            log.Add(record);
            origin?.Recorded = record;
        }
        catch (Exception exception)
        {
            // What only looks on must not cost a delivery
            Log.NotRecorded(_logger, exception);
        }
    }

    private DeliveryRecord Record(HttpRequest request, DeliveryTrace trace, Origin? origin)
    {
        var isKept = trace.Body.Length <= _maximumBodySize;
        var isRead = trace.Read is not null || (request.ContentLength is null or 0 && !HttpMethods.IsPost(request.Method));
        var envelope = trace.Envelope;
        return new DeliveryRecord
        {
            ReceivedAt = trace.ReceivedAt,
            Url = trace.Url,
            Outcome = trace.Outcome,
            Reason = trace.Detail,
            Status = trace.Status,
            Exception = trace.Exception?.GetType().Name,
            Timing = new Timing(trace.Total, trace.Read, trace.Verify, trace.Handler),
            Event = envelope?.Event,
            Registration = trace.Registration?.Name,
            KeyFingerprint = trace.Key?.Fingerprint,
            Envelope = trace.Message is { } message ? EnvelopeIds.Of(message) : null,
            Scope = envelope is not null ? DeliveryScope.Of(trace.Url, envelope) : null,
            Origin = origin,
            Method = request.Method,
            Scheme = request.Scheme,
            Host = request.Host.Value ?? string.Empty,
            Path = request.PathBase.Value + request.Path.Value,
            Query = request.QueryString.Value ?? string.Empty,
            Headers = [.. request.Headers.SelectMany(header => header.Value, (header, value) => KeyValuePair.Create(header.Key, value ?? string.Empty))],
            Body = isKept ? trace.Body : trace.Body[.._maximumBodySize].ToArray(),
            BodySize = trace.Body.Length,
            IsWhole = isKept && isRead,
        };
    }
}
