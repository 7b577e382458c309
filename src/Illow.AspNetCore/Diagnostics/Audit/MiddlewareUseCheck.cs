using Illow.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Illow.AspNetCore.Diagnostics.Audit;

/// <summary>Says at start that UseIllowWebhooks() was forgotten, instead of leaving it to the first delivery (which fails closed all the same).</summary>
internal sealed class MiddlewareUseCheck(MiddlewareUse use, EndpointDataSource endpoints, ILoggerFactory loggers) : IHostedLifecycleService
{
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        if (!use.Called && endpoints.Endpoints.Any(WebhookHandler.IsDecorated))
        {
            Log.MiddlewareNotUsed(loggers.CreateLogger(Log.Category));
        }

        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
