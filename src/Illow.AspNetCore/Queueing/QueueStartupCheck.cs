using Illow.AspNetCore.Configuration;
using Illow.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Illow.AspNetCore.Queueing;

/// <summary>Stops a start in which deliveries would be queued that no queue takes.</summary>
internal static class QueueStartupCheck
{
    /// <exception cref="InvalidOperationException">
    /// A handler is queued and no queue is registered, a queued delivery could not find its handler again, or bodies are to be encrypted
    /// without Data Protection.
    /// </exception>
    internal static void Run(IReadOnlyCollection<WebhookRoute> routes, WebhookSettings settings, QueueProtection protection, IServiceProvider services)
    {
        var queued = routes
            .SelectMany(route => route.Handlers)
            .FirstOrDefault(handler => handler.Declarations.Any(settings.IsQueued));
        if (queued is null)
        {
            return;
        }

        using var provided = services.CreateScope();
        if (provided.ServiceProvider.GetService<IIllowDeliveryQueue>() is null)
        {
            throw new InvalidOperationException(QueueMessages.NoQueue(queued.Name));
        }

        if (settings.Options.Queue.Protect && !protection.IsAvailable)
        {
            throw new InvalidOperationException(QueueMessages.NoDataProtection);
        }

        foreach (var scope in routes.GroupBy(route => route.Scope))
        {
            RefuseEqualNames(scope, settings);
        }
    }

    // What a policy tells apart by the request, such as API versions, is known of a queued delivery by the endpoint's name alone
    private static void RefuseEqualNames(IGrouping<string, WebhookRoute> url, WebhookSettings settings)
    {
        var byName =
            from handler in url.SelectMany(route => route.Handlers).DistinctBy(handler => handler.Endpoint)
            from declaration in handler.Declarations
            from name in declaration.Events.DefaultIfEmpty()
            group (handler, declaration) by (handler.Name, name, declaration.Webhook?.ToUpperInvariant());
        foreach (var equal in byName)
        {
            if (equal.DistinctBy(one => one.handler).Skip(1).Any() && equal.Any(one => settings.IsQueued(one.declaration)))
            {
                throw new InvalidOperationException(QueueMessages.EqualNames(equal.Key.Name, url.Key));
            }
        }
    }
}
