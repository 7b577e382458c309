using Illow.AspNetCore.Audit;
using Illow.AspNetCore.Configuration;
using Illow.AspNetCore.Diagnostics;
using Illow.AspNetCore.Idempotency;
using Illow.AspNetCore.Middleware;
using Illow.AspNetCore.Routing;

namespace Illow.AspNetCore.Queueing;

/// <summary>
/// Runs a delivery from the queue: find its endpoint, make a request without a connection, claim the run, run the endpoint,
/// complete on 2xx. Everything else releases the claim and throws, so that the engine tries again.
/// </summary>
internal sealed class DeliveryRunner(
    IHttpContextFactory contexts,
    StartupAudit audit,
    WebhookSettingsMonitor settings,
    QueueProtection protection,
    DeliveryHandling handling,
    WebhookTelemetry telemetry,
    DeliveryTracing tracing,
    MetadataJson json,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILoggerFactory loggers) : IIllowDeliveryRunner
{
    private readonly ILogger _logger = loggers.CreateLogger(Log.Category);
    private readonly Task _applicationStarted = WhenStarted(lifetime);

    public async Task RunAsync(IllowQueuedDelivery delivery, int attempt, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(delivery);

        // Engines begin to work before the application has its endpoints, and what waits since the last process must not lose an attempt
        await _applicationStarted.WaitAsync(cancellationToken);
        using var activity = WebhookTelemetry.StartRun(delivery.TraceParent);
        var trace = tracing.StartRun(delivery);
        var outcome = Outcomes.Failed;
        string? idempotencyKey = null;
        try
        {
            var target = Find(delivery);
            var envelope = ReadEnvelope(delivery, target);
            idempotencyKey = envelope.IdempotencyKey;
            outcome = await RunPastOldClaimAsync(delivery, envelope, target, trace, cancellationToken);
        }
        catch (Exception exception)
        {
            trace?.Exception = exception;
            trace?.End(null);
            if (exception is IllowDeliveryRunException
                || (exception is OperationCanceledException && cancellationToken.IsCancellationRequested))
            {
                throw;
            }

            throw new IllowDeliveryRunException($"The handler of '{delivery.Event}' threw {exception.GetType().Name}.", exception);
        }
        finally
        {
            var level = LevelOf(outcome);
            if (_logger.IsEnabled(level))
            {
                Log.Ran(
                    _logger,
                    level,
                    new LogText(delivery.Event),
                    new LogText(delivery.Webhook),
                    new LogText(idempotencyKey),
                    delivery.Id,
                    attempt,
                    outcome);
            }

            telemetry.Ran(delivery, outcome, attempt, activity);
            if (trace is not null)
            {
                trace.Outcome = outcome;
                tracing.Ran(delivery, attempt, trace);
            }
        }

        if (!IsHandled(outcome))
        {
            throw new IllowDeliveryRunException($"The handler of '{delivery.Event}' did not answer 2xx ({outcome}), "
                + "so the event is not done.");
        }
    }

    // Whatever is not done is left for another try, and somebody should know
    private static LogLevel LevelOf(string outcome) => IsHandled(outcome)
        ? LogLevel.Information
        : Outcomes.LevelOf(outcome) == LogLevel.Error ? LogLevel.Error : LogLevel.Warning;

    private static bool IsHandled(string outcome) => outcome is Outcomes.Handled or Outcomes.Replayed;

    private static Task WhenStarted(IHostApplicationLifetime lifetime)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lifetime.ApplicationStarted.UnsafeRegister(static state => ((TaskCompletionSource)state!).TrySetResult(), started);
        return started.Task;
    }

    // A process that was killed in a run leaves its claim behind. Waiting for its lease to end costs no attempt of the engine's
    private async Task<string> RunPastOldClaimAsync(
        IllowQueuedDelivery delivery, IllowEnvelope envelope, Target target, DeliveryTrace? trace, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            var outcome = await RunInRequestAsync(delivery, envelope, target, trace, cancellationToken);
            if (outcome != IllowWebhookProblem.InProgress.Code || time.GetElapsedTime(started) > settings.Current.Options.Idempotency.Lease)
            {
                return outcome;
            }

            await Task.Delay(TimeSpan.FromSeconds(1), time, cancellationToken);
        }
    }

    private async Task<string> RunInRequestAsync(
        IllowQueuedDelivery queued, IllowEnvelope envelope, Target target, DeliveryTrace? trace, CancellationToken cancellationToken)
    {
        var (route, handler, declaration) = target;
        var request = QueuedRequest.Of(queued, envelope.RawBody);
        request.Features.Set(trace);
        var context = contexts.Create(request.Features);
        try
        {
            AddDefaults(context.Request.RouteValues, handler.Endpoint);
            var delivery = new VerifiedDelivery(
                envelope, RegistrationOf(queued), handler.Guarded, declaration, route, queued.Route);

            // The engine cancels all of its work as it shuts down
            await using var cancellation = cancellationToken.UnsafeRegister(_ => delivery.CancelHandler(_logger), state: null);
            var outcome = await handling.HandleAsync(context, delivery, settings.Current, InvokeEndpointAsync, isFromQueue: true);

            // Where repetitions are not recognised the response is not held, and what was left for its start runs here as a server would
            // run it
            await request.Response.StartAsync();
            trace?.End(context.Response.StatusCode);
            return outcome;
        }
        finally
        {
            await request.Response.CompleteAsync(_logger);
            contexts.Dispose(context);
        }
    }

    // What routing adds to the path's own values: an action's name, controller and area
    private static void AddDefaults(RouteValueDictionary values, Endpoint endpoint)
    {
        foreach (var (name, value) in ((RouteEndpoint)endpoint).RoutePattern.Defaults)
        {
            values.TryAdd(name, value);
        }
    }

    /// <summary>
    /// The endpoint that verified the delivery was for, or whichever takes the event at that URL since the last deployment.
    /// </summary>
    private Target Find(IllowQueuedDelivery queued)
    {
        if (queued.Version > IllowQueuedDelivery.CurrentVersion)
        {
            throw new IllowDeliveryRunException(QueueMessages.NewerVersion(queued.Version));
        }

        var registration = RegistrationOf(queued);
        var routes = audit.Map.Routes.Where(route => route.Scope == queued.Route).ToList();
        var same =
            from route in routes
            from handler in route.Handlers
            where handler.Name == queued.Endpoint
            from declaration in handler.Declarations
            let specificity = WebhookHandler.Specificity(declaration, queued.Event, registration)
            where specificity >= 0
            orderby specificity descending
            select new Target(route, handler, declaration);
        if (same.FirstOrDefault() is { } found)
        {
            return found;
        }

        var others =
            (from route in routes
             let chosen = route.Choose(queued.Event, registration)
             where chosen is not null
             select new Target(route, chosen.Value.Handler, chosen.Value.Declaration)).DistinctBy(one => one.Handler.Endpoint).ToList();
        return others.Count == 1 ? others[0] : throw new IllowDeliveryRunException(QueueMessages.NoEndpoint(queued.Event, queued.Route));
    }

    private IllowEnvelope ReadEnvelope(IllowQueuedDelivery queued, Target target)
    {
        var options = json.For(target.Handler.Endpoint);
        if (!IllowMessage.TryParse(protection.BodyOf(queued), eventProperty: null, options, out var message, out _))
        {
            throw new IllowDeliveryRunException(QueueMessages.NotAnEnvelope);
        }

        return new IllowEnvelope(message, queued.Event, queued.Webhook, queued.ReceivedAt);
    }

    // A registration that was taken out of the settings since then must not cost the event
    private Registration RegistrationOf(IllowQueuedDelivery queued) =>
        settings.Current.ByName.TryGetValue(queued.Webhook, out var registration)
            ? registration
            : new Registration(queued.Webhook, [], [], null, null);

    private static Task InvokeEndpointAsync(HttpContext context) => context.GetEndpoint()!.RequestDelegate!(context);

    /// <summary>Who handles the delivery, and by which of its declarations.</summary>
    private sealed record Target(WebhookRoute Route, WebhookHandler Handler, IllowWebhookAttribute Declaration);
}
