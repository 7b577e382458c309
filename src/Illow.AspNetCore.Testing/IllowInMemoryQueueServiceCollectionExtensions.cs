using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Illow.AspNetCore.Testing;

/// <summary>Puts a queue that a test drains into an application.</summary>
public static class IllowInMemoryQueueServiceCollectionExtensions
{
    /// <summary>Puts an <see cref="IllowInMemoryQueue"/> in the place of whatever queue the application registered.</summary>
    /// <param name="services">The application's services, after the application itself has added to them.</param>
    /// <returns>The same services.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="services"/> is null.</exception>
    public static IServiceCollection AddInMemoryIllowQueue(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton<IllowInMemoryQueue>();
        services.RemoveAll<IIllowDeliveryQueue>();
        services.RemoveAll<IIllowDeadLetters>();
        return services.AddSingleton<IIllowDeliveryQueue>(provider => provider.GetRequiredService<IllowInMemoryQueue>());
    }
}
