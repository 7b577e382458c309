using System.Diagnostics;
using System.Globalization;
using Illow.AspNetCore.Configuration;
using Illow.AspNetCore.Diagnostics;
using Illow.AspNetCore.Idempotency;
using Illow.AspNetCore.Middleware;

namespace Illow.AspNetCore.Queueing;

/// <summary>Puts a verified delivery into the application's queue and answers 202. Thread-safe.</summary>
internal sealed class DeliveryEnqueuer(
    QueueProtection protection, WebhookSettingsMonitor settings, WebhookProblemWriter problems, TimeProvider time, ILoggerFactory loggers)
{
    // The sender is waiting: a queue that hangs is answered 503, and the sender's retry finds it again
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    private readonly ILogger _logger = loggers.CreateLogger(Log.Category);

    internal async ValueTask<string> EnqueueAsync(HttpContext context, VerifiedDelivery delivery)
    {
        try
        {
            using var timeout = new CancellationTokenSource(Timeout, time);
            var queue = context.RequestServices.GetRequiredService<IIllowDeliveryQueue>();
            var queued = ToQueued(context, delivery);
            DeliveryTrace.Of(context)?.QueuedId = queued.Id;
            var (@event, webhook) = (delivery.Envelope.Event, delivery.Envelope.Webhook);
            await LateFailures.WaitAsync(
                queue.EnqueueAsync(queued, timeout.Token).AsTask(), late => Report(@event, webhook, late), timeout.Token);
        }
        catch (Exception exception)
        {
            Report(delivery.Envelope.Event, delivery.Envelope.Webhook, exception);
            await problems.WriteAsync(context, IllowWebhookProblem.Unavailable, "The queue did not take the delivery; the log says why.");
            return IllowWebhookProblem.Unavailable.Code;
        }

        context.Response.StatusCode = StatusCodes.Status202Accepted;
        return Outcomes.Queued;
    }

    private void Report(string @event, string webhook, Exception exception) =>
        Log.NotQueued(_logger, new LogText(@event), new LogText(webhook), exception);

    private IllowQueuedDelivery ToQueued(HttpContext context, VerifiedDelivery delivery)
    {
        var (request, envelope) = (context.Request, delivery.Envelope);
        var body = envelope.RawBody.ToArray();
        var isProtected = settings.Current.Options.Queue.Protect;
        return new IllowQueuedDelivery
        {
            Id = Guid.CreateVersion7(envelope.ReceivedAt),
            Event = envelope.Event,
            Webhook = envelope.Webhook,
            Route = delivery.Scope,
            Endpoint = delivery.Endpoint.DisplayName ?? string.Empty,
            Scheme = request.Scheme,
            Host = request.Host.Value ?? string.Empty,
            PathBase = request.PathBase.Value ?? string.Empty,
            Path = request.Path.Value ?? string.Empty,
            QueryString = request.QueryString.Value ?? string.Empty,
            ContentType = request.ContentType ?? string.Empty,
            RouteValues = ParametersOf(delivery.Endpoint, request.RouteValues),
            Body = isProtected ? protection.Protect(body) : body,
            IsProtected = isProtected,
            ReceivedAt = envelope.ReceivedAt,
            TraceParent = Activity.Current?.Id,
        };
    }

    // What the endpoint itself sets, such as action and controller, is taken from the endpoint that runs
    private static Dictionary<string, string> ParametersOf(Endpoint endpoint, RouteValueDictionary values)
    {
        var parameters = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var parameter in ((RouteEndpoint)endpoint).RoutePattern.Parameters)
        {
            if (values.TryGetValue(parameter.Name, out var value) && value is not null)
            {
                parameters[parameter.Name] = Convert.ToString(value, CultureInfo.InvariantCulture)!;
            }
        }

        return parameters;
    }
}
