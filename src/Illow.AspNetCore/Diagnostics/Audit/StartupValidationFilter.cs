using Illow.AspNetCore.Configuration;
using Illow.AspNetCore.Idempotency;
using Illow.AspNetCore.Middleware;
using Illow.AspNetCore.Queueing;
using Illow.AspNetCore.Routing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Illow.AspNetCore.Diagnostics.Audit;

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
            QueueStartupCheck.Run(audit.Map.Routes, settings.Current, protection, services);
            IdempotencyStartCheck.Run(settings.Current, stores.Store, environment, logger);
        }
        else if (endpoints.Endpoints.Any(WebhookHandler.IsDecorated))
        {
            // The first delivery fails closed all the same; this says so before it comes
            Log.MiddlewareNotUsed(logger);
        }
    }
}
