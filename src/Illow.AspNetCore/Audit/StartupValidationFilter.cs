using Illow.AspNetCore.Configuration;
using Illow.AspNetCore.Diagnostics;
using Illow.AspNetCore.Idempotency.InMemory;
using Illow.AspNetCore.Middleware;
using Illow.AspNetCore.Queueing;
using Illow.AspNetCore.Routing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Illow.AspNetCore.Audit;

/// <summary>
/// Looks at the application once, when it is configured and no request has come yet. The middleware's constructor would be too early:
/// that of a branch runs while endpoints are still being mapped, and two branches would look twice.
/// </summary>
internal sealed class StartupValidationFilter(
    WebhooksMarkerService marker,
    StartupAudit audit,
    WebhookSettingsMonitor settings,
    SignatureVerifierProvider verifiers,
    EndpointDataSource endpoints,
    IIllowIdempotencyStore store,
    QueueProtection protection,
    IServiceProvider services,
    ILoggerFactory loggers,
    IHostEnvironment? environment = null) : IStartupFilter
{
    private static readonly TimeSpan ShortRetention = TimeSpan.FromDays(7);

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        next(app);
        if (!WebhookSettingsMonitor.IsDocumentHost)
        {
            Run();
        }
    };

    private void Run()
    {
        var logger = loggers.CreateLogger(Log.Category);
        if (marker.MiddlewareIsUsed)
        {
            verifiers.RefusalOf(settings.Current);
            CheckQueue(settings.Current);
            WarnOfRepetitions(settings.Current.Options.Idempotency, logger);
        }
        else if (endpoints.Endpoints.Any(WebhookHandler.IsDecorated))
        {
            // The first delivery fails closed all the same; this says so before it comes
            Log.MiddlewareNotUsed(logger);
        }
    }

    // A start in which deliveries would be queued that no queue takes
    private void CheckQueue(WebhookSettings current)
    {
        var queued = audit.Map.Routes
            .SelectMany(route => route.Handlers)
            .FirstOrDefault(handler => handler.Declarations.Any(current.IsQueued));
        if (queued is null)
        {
            return;
        }

        if (!services.HasService<IIllowDeliveryQueue>())
        {
            throw new InvalidOperationException(QueueMessages.NoQueue(queued.Name));
        }

        if (current.Options.Queue.Protect && !protection.IsAvailable)
        {
            throw new InvalidOperationException(QueueMessages.NoDataProtection);
        }
    }

    // Settings under which a repetition, or a replay by somebody who captured a delivery, would be handled again
    private void WarnOfRepetitions(IllowIdempotencyOptions options, ILogger logger)
    {
        if (!options.Enabled)
        {
            Log.IdempotencyOff(logger);
            return;
        }

        if (store is InMemoryIdempotencyStore && environment?.IsDevelopment() != true)
        {
            Log.InMemoryStore(logger);
        }

        if (options.Retention < ShortRetention)
        {
            Log.ShortRetention(logger, options.Retention);
        }
    }
}
