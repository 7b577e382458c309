using Illow.AspNetCore;
using Illow.AspNetCore.Wolverine;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Wolverine;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Runs queued webhook handlers on Wolverine.</summary>
public static class IllowWebhooksBuilderWolverineExtensions
{
    /// <summary>
    /// Stores the deliveries of queued handlers in Wolverine's message storage and runs them from a durable local queue, or wherever the
    /// application's own routing sends <see cref="IllowQueuedDelivery"/>.
    /// </summary>
    /// <param name="builder">What <c>AddIllowWebhooks()</c> returned.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is null.</exception>
    /// <remarks>
    /// The application calls <c>UseWolverine</c> with a message storage, before or after this call; the start stops where either is
    /// missing.
    /// A delivery that is not handled is tried 12 times in about a day (5 and 15 seconds, 1, 5, 15 and 30 minutes, 1, 2, 4, 6 and 8 hours
    /// apart) and then moved to the dead letters. A policy of the application for <see cref="IllowDeliveryRunException"/> comes first.
    /// </remarks>
    public static IIllowWebhooksBuilder AddWolverineQueue(this IIllowWebhooksBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        services.RemoveAll<IIllowDeliveryQueue>();
        services.RemoveAll<IIllowDeadLetters>();
        services.AddSingleton<IIllowDeliveryQueue, WolverineDeliveryQueue>();
        services.AddSingleton<IIllowDeadLetters, WolverineDeadLetters>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IWolverineExtension, DeliveryQueueExtension>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, WolverineStartupCheck>());
        return builder;
    }
}
