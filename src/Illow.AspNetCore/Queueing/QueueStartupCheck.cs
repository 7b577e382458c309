using Illow.AspNetCore.Configuration;
using Illow.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Illow.AspNetCore.Queueing;

/// <summary>Stops a start in which deliveries would be queued that no queue takes.</summary>
internal static class QueueStartupCheck
{
    /// <exception cref="InvalidOperationException">A handler is queued and no queue is registered, or bodies are to be encrypted without Data Protection.</exception>
    internal static void Run(IEnumerable<WebhookRoute> routes, WebhookSettings settings, QueueProtection protection, IServiceProvider services)
    {
        var queued = routes
            .SelectMany(route => route.Handlers)
            .FirstOrDefault(handler => handler.Declarations.Any(settings.IsQueued));
        if (queued is null)
        {
            return;
        }

        using var scope = services.CreateScope();
        if (scope.ServiceProvider.GetService<IIllowDeliveryQueue>() is null)
        {
            throw new InvalidOperationException(QueueMessages.NoQueue(queued.Name));
        }

        if (settings.Options.Queue.Protect && !protection.IsAvailable)
        {
            throw new InvalidOperationException(QueueMessages.NoDataProtection);
        }
    }
}
