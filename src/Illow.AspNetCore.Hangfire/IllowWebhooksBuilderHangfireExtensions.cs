using Illow.AspNetCore;
using Illow.AspNetCore.Hangfire;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Runs queued webhook handlers as Hangfire jobs.</summary>
public static class IllowWebhooksBuilderHangfireExtensions
{
    /// <summary>Stores the deliveries of queued handlers as Hangfire jobs, one job for each delivery.</summary>
    /// <param name="builder">What <c>AddIllowWebhooks()</c> returned.</param>
    /// <param name="configure">Sets what differs from the defaults.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is null.</exception>
    /// <remarks>
    /// The application calls <c>AddHangfire</c> with a durable storage, and <c>AddHangfireServer</c> where the jobs are to run. A delivery
    /// that is not handled is tried 12 times in about a day (5 and 15 seconds, 1, 5, 15 and 30 minutes, 1, 2, 4, 6 and 8 hours apart);
    /// then its job stays in the state Failed, from which the dashboard can run it again.
    /// </remarks>
    public static IIllowWebhooksBuilder AddHangfireQueue(
        this IIllowWebhooksBuilder builder, Action<IllowHangfireQueueOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        services.AddOptions<IllowHangfireQueueOptions>()
            .Configure(options => configure?.Invoke(options))
            .Validate(
                options => options.StoringThreads is >= 1 and <= 64,
                $"{nameof(IllowHangfireQueueOptions)}.{nameof(IllowHangfireQueueOptions.StoringThreads)} must be 1 to 64.")
            .ValidateOnStart();
        services.RemoveAll<IIllowDeliveryQueue>();
        services.RemoveAll<IIllowDeadLetters>();
        services.AddSingleton<IIllowDeliveryQueue, HangfireDeliveryQueue>();
        services.AddSingleton<IIllowDeadLetters, HangfireDeadLetters>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, HangfireStartupCheck>());
        services.TryAddTransient<IllowQueuedDeliveryJob>();
        return builder;
    }
}
