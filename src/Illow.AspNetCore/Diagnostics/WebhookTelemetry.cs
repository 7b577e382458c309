using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using Illow.AspNetCore.Audit;
using Illow.AspNetCore.Configuration;

namespace Illow.AspNetCore.Diagnostics;

/// <summary>
/// The meter and the activity source <c>Illow.AspNetCore</c>, and when each registration last delivered. Costs next to nothing where
/// nobody listens. Thread-safe.
/// </summary>
internal sealed class WebhookTelemetry
{
    internal const string Name = "Illow.AspNetCore";

    /// <summary>The tag of an event that no endpoint declares: a sender must not be able to make new series.</summary>
    internal const string OtherEvent = "_OTHER";

    private static readonly ActivitySource Activities = new(Name);

    private readonly TimeProvider _time;
    private readonly DeliveryTracing _tracing;
    private readonly StartupAudit _audit;
    private readonly WebhookSettingsMonitor _settings;
    private readonly Counter<long> _requests;
    private readonly Histogram<double> _verification;
    private readonly Histogram<double> _handler;
    private readonly Histogram<long> _bodySize;
    private readonly Counter<long> _runs;
    private readonly Histogram<double> _age;
    private readonly ConcurrentDictionary<string, StrongBox<long>> _lastVerified = new(StringComparer.OrdinalIgnoreCase);

    public WebhookTelemetry(
        IMeterFactory meters, TimeProvider time, DeliveryTracing tracing, StartupAudit audit, WebhookSettingsMonitor settings)
    {
        _time = time;
        _tracing = tracing;
        _audit = audit;
        _settings = settings;
        var meter = meters.Create(Name);
        _requests = meter.CreateCounter<long>("illow.webhook.requests", "{request}", "Requests to webhook URLs, by outcome and event.");
        _verification = meter.CreateHistogram("illow.webhook.verification.duration", "s",
            "Time to hash the body and verify its signature.", advice: Seconds);
        _handler = meter.CreateHistogram("illow.webhook.handler.duration", "s",
            "Time that handlers of verified events took.", advice: Seconds);
        _bodySize = meter.CreateHistogram("illow.webhook.body.size", "By", "Size of bodies read.", advice: Bytes);
        _runs = meter.CreateCounter<long>("illow.webhook.queue.runs", "{run}", "Runs of queued deliveries, by outcome, event and attempt.");
        _age = meter.CreateHistogram("illow.webhook.queue.age", "s",
            "Time from a delivery's verification to the end of its run.", advice: QueueSeconds);
    }

    private static InstrumentAdvice<double> Seconds { get; } =
        new()
        {
            HistogramBucketBoundaries =
                [0.00001, 0.000025, 0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60],
        };

    // Up to the default of MaxRequestBodySize
    private static InstrumentAdvice<long> Bytes { get; } =
        new() { HistogramBucketBoundaries = [.. Enumerable.Range(8, 13).Select(power => 1L << power)] };

    private static InstrumentAdvice<double> QueueSeconds { get; } =
        new() { HistogramBucketBoundaries = [0.01, 0.1, 1, 5, 15, 60, 300, 900, 3600, 4 * 3600, 12 * 3600, 24 * 3600] };

    internal static Activity? StartActivity() => Activities.StartActivity("illow.webhook.receive");

    /// <summary>Starts the trace of a run from the queue: a separate trace, linked to the delivery's.</summary>
    internal static Activity? StartRun(string? traceParent) => Activities.StartActivity(
        "illow.webhook.run",
        ActivityKind.Consumer,
        parentContext: default,
        links: ActivityContext.TryParse(traceParent, null, isRemote: true, out var delivery) ? [new ActivityLink(delivery)] : null);

    /// <summary>Counts a run from the queue. Attempts over 10 are counted together.</summary>
    internal void Ran(IllowQueuedDelivery delivery, string outcome, int attempt, Activity? activity)
    {
        var tags = new TagList
        {
            { "illow.outcome", outcome },
            { "illow.event", TagOf(delivery.Event) },
            { "illow.attempt", Math.Min(attempt, 10) },
        };
        _runs.Add(1, tags);
        _age.Record((_time.GetUtcNow() - delivery.ReceivedAt).TotalSeconds, new KeyValuePair<string, object?>("illow.outcome", outcome));
        activity?.SetTag("illow.outcome", outcome).SetTag("illow.event", TagOf(delivery.Event)).SetTag("illow.attempt", attempt);
    }

    internal long Timestamp() => _verification.Enabled || _handler.Enabled || _tracing.IsEnabled ? _time.GetTimestamp() : 0;

    internal void BodyRead(int length)
    {
        if (_bodySize.Enabled)
        {
            _bodySize.Record(length);
        }
    }

    internal void Verified(long started)
    {
        if (_verification.Enabled)
        {
            _verification.Record(_time.GetElapsedTime(started).TotalSeconds);
        }
    }

    internal void HandlerRan(HttpContext context, long started, string @event)
    {
        _tracing.TraceOf(context)?.HandlerRan(_time.GetElapsedTime(started));
        if (_handler.Enabled)
        {
            _handler.Record(_time.GetElapsedTime(started).TotalSeconds, new KeyValuePair<string, object?>("illow.event", TagOf(@event)));
        }
    }

    /// <param name="context">The request.</param>
    /// <param name="outcome">One of the closed set of <see cref="Outcomes"/> and the answers' codes.</param>
    /// <param name="event">The event; null where it was not determined.</param>
    /// <param name="activity">The request's activity, if somebody listens.</param>
    internal void Finished(HttpContext context, string outcome, string? @event, Activity? activity)
    {
        _tracing.TraceOf(context)?.Outcome = outcome;
        if (_requests.Enabled)
        {
            var tags = new TagList { { "illow.outcome", outcome } };
            if (@event is not null)
            {
                tags.Add("illow.event", TagOf(@event));
            }

            _requests.Add(1, tags);
        }

        if (activity is not null)
        {
            activity.SetTag("illow.outcome", outcome);
            activity.SetTag("illow.event", @event is null ? null : TagOf(@event));
        }
    }

    internal void Remember(Registration registration, DateTimeOffset verifiedAt)
    {
        // Not of names that only a key provider knows, which have no bound
        if (_settings.Current.ByName.ContainsKey(registration.Name))
        {
            Volatile.Write(ref _lastVerified.GetOrAdd(registration.Name, static _ => new StrongBox<long>()).Value, verifiedAt.UtcTicks);
        }
    }

    internal DateTimeOffset? LastVerified(string registration) =>
        _lastVerified.TryGetValue(registration, out var ticks) ? new DateTimeOffset(Volatile.Read(ref ticks.Value), TimeSpan.Zero) : null;

    // A sender must not be able to make new series: the event itself only where an endpoint declares it
    private string TagOf(string @event) => _audit.Map.TagOf(@event);
}

/// <summary>What a request came to, where it was not one of the receiver's own refusals (their codes are the rest of the set).</summary>
internal static class Outcomes
{
    /// <summary>The handler answered 2xx.</summary>
    internal const string Handled = "handled";

    /// <summary>The handler answered something else: the sender will take the event as not delivered.</summary>
    internal const string Declined = "declined";

    /// <summary>The handler threw, or other code of the application before it.</summary>
    internal const string Failed = "failed";

    /// <summary>No handler; the application waives such events.</summary>
    internal const string Acknowledged = "acknowledged";

    /// <summary>Stored in the queue; its run is counted by itself.</summary>
    internal const string Queued = "queued";

    /// <summary>A repetition of a completed event.</summary>
    internal const string Replayed = "replayed";

    /// <summary>Whether the event needs no further delivery: its handler succeeded, or the queue holds it.</summary>
    internal static bool IsDone(string outcome) => outcome is Handled or Queued;

    /// <summary>The body never came whole.</summary>
    internal const string CutOff = "cut-off";

    /// <summary>How loudly the log says what a verified delivery came to.</summary>
    internal static LogLevel LevelOf(string outcome) =>
        IsDone(outcome) ? LogLevel.Information
        : outcome == Declined ? LogLevel.Warning
        : outcome == Failed || outcome == IllowWebhookProblem.NotHandled.Code || outcome == IllowWebhookProblem.NotRecorded.Code
            ? LogLevel.Error
        : LogLevel.Information;
}
