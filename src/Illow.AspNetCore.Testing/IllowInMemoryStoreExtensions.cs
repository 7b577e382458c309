using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Illow.AspNetCore.Testing;

/// <summary>
/// Records idempotency keys in memory, in the place of the store that the application has added: for tests that replace its database by
/// one that cannot hold the records, such as <c>UseInMemoryDatabase</c>. Repetitions are recognised as before.
/// </summary>
/// <example><code>using var app = factory.WithWebHostBuilder(builder =&gt; builder.UseIllowInMemoryStore());</code></example>
public static class IllowInMemoryStoreExtensions
{
    /// <summary>Records idempotency keys in memory, in the application that is being built.</summary>
    /// <param name="builder">The application's builder.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is null.</exception>
    public static IWebHostBuilder UseIllowInMemoryStore(this IWebHostBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.ConfigureServices(services => services.UseIllowInMemoryStore());
    }

    /// <inheritdoc cref="UseIllowInMemoryStore(IWebHostBuilder)"/>
    public static IHostBuilder UseIllowInMemoryStore(this IHostBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.ConfigureServices((_, services) => services.UseIllowInMemoryStore());
    }

    /// <inheritdoc cref="UseIllowInMemoryStore(IWebHostBuilder)"/>
    public static IHostApplicationBuilder UseIllowInMemoryStore(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.UseIllowInMemoryStore();
        return builder;
    }

    /// <summary>
    /// Records idempotency keys in memory. Call it after the application has added its store, as <c>WithWebHostBuilder</c> does.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <returns>The same services.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="services"/> is null.</exception>
    public static IServiceCollection UseIllowInMemoryStore(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);

        // What is missing, AddIllowWebhooks fills in with the default, and that is the store in memory
        services.RemoveAll<IIllowIdempotencyStore>();
        services.AddIllowWebhooks();
        return services;
    }
}
