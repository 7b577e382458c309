using Illow.AspNetCore.Configuration;
using Illow.AspNetCore.Diagnostics;
using Illow.AspNetCore.Idempotency;
using Illow.AspNetCore.Idempotency.InMemory;
using Illow.AspNetCore.Middleware;
using Illow.AspNetCore.Queueing;
using Illow.AspNetCore.Routing;

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
    IdempotencyStoreProvider stores,
    QueueProtection protection,
    IServiceProvider services,
    ILoggerFactory loggers,
    IHostEnvironment? environment = null) : IStartupFilter
{
    private static readonly TimeSpan ShortRetention = TimeSpan.FromDays(7);

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        next(app);
        if (!DocumentHost.IsThisProcess)
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

    // A start in which deliveries would be queued that no queue takes, or that could not find their handlers again
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

        foreach (var url in audit.Map.Routes.GroupBy(route => route.Scope))
        {
            RefuseEqualNames(url, current);
        }
    }

    // What a policy tells apart by the request, such as API versions, is known of a queued delivery by the endpoint's name alone
    private static void RefuseEqualNames(IGrouping<string, WebhookRoute> url, WebhookSettings current)
    {
        var byName =
            from handler in url.SelectMany(route => route.Handlers).DistinctBy(handler => handler.Endpoint)
            from declaration in handler.Declarations
            from name in declaration.Events.DefaultIfEmpty()
            group (handler, declaration) by (handler.Name, name, declaration.Webhook?.ToUpperInvariant());
        foreach (var equal in byName)
        {
            if (equal.DistinctBy(one => one.handler).Skip(1).Any() && equal.Any(one => current.IsQueued(one.declaration)))
            {
                throw new InvalidOperationException(QueueMessages.EqualNames(equal.Key.Name, url.Key));
            }
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

        if (stores.Store is InMemoryIdempotencyStore && environment?.IsDevelopment() != true)
        {
            Log.InMemoryStore(logger);
        }

        if (options.Retention < ShortRetention)
        {
            Log.ShortRetention(logger, options.Retention);
        }
    }
}
