using Illow.AspNetCore.Testing.Hosting;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Illow.AspNetCore.Testing;

/// <summary>
/// Puts a test key in the place of the configured public keys, so that a test can sign what the application accepts. Everything else
/// of the settings stays. Verification stays on: nothing switches that off.
/// </summary>
/// <example><code>using var app = factory.WithWebHostBuilder(builder =&gt; builder.UseIllowTestKey());</code></example>
public static class IllowTestKeyExtensions
{
    /// <summary>
    /// Puts <see cref="IllowTestKey.Shared"/> into the application that is being built, as in
    /// <c>factory.WithWebHostBuilder(b =&gt; b.UseIllowTestKey())</c>.
    /// </summary>
    /// <param name="builder">The application's builder.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is null.</exception>
    public static IWebHostBuilder UseIllowTestKey(this IWebHostBuilder builder) => builder.UseIllowTestKey(IllowTestKey.Shared);

    /// <summary>
    /// Puts a test key into the application that is being built, as in
    /// <c>factory.WithWebHostBuilder(b =&gt; b.UseIllowTestKey(key))</c>.
    /// </summary>
    /// <param name="builder">The application's builder.</param>
    /// <param name="key">The key. It has to live as long as the application.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IWebHostBuilder UseIllowTestKey(this IWebHostBuilder builder, IllowTestKey key)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(key);
        return builder.ConfigureServices(services => services.UseIllowTestKey(key));
    }

    /// <inheritdoc cref="UseIllowTestKey(IWebHostBuilder)"/>
    public static IHostBuilder UseIllowTestKey(this IHostBuilder builder) => builder.UseIllowTestKey(IllowTestKey.Shared);

    /// <inheritdoc cref="UseIllowTestKey(IWebHostBuilder, IllowTestKey)"/>
    public static IHostBuilder UseIllowTestKey(this IHostBuilder builder, IllowTestKey key)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(key);
        return builder.ConfigureServices((_, services) => services.UseIllowTestKey(key));
    }

    /// <inheritdoc cref="UseIllowTestKey(IWebHostBuilder)"/>
    public static IHostApplicationBuilder UseIllowTestKey(this IHostApplicationBuilder builder) =>
        builder.UseIllowTestKey(IllowTestKey.Shared);

    /// <inheritdoc cref="UseIllowTestKey(IWebHostBuilder, IllowTestKey)"/>
    public static IHostApplicationBuilder UseIllowTestKey(this IHostApplicationBuilder builder, IllowTestKey key)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.UseIllowTestKey(key);
        return builder;
    }

    /// <summary>
    /// Puts <see cref="IllowTestKey.Shared"/> into the application that these services belong to, before or after
    /// <c>AddIllowWebhooks</c>.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <returns>The same services.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="services"/> is null.</exception>
    public static IServiceCollection UseIllowTestKey(this IServiceCollection services) => services.UseIllowTestKey(IllowTestKey.Shared);

    /// <summary>Puts a test key into the application that these services belong to, before or after <c>AddIllowWebhooks</c>.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="key">The key. It has to live as long as the application.</param>
    /// <returns>The same services.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IServiceCollection UseIllowTestKey(this IServiceCollection services, IllowTestKey key)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(key);

        // By a factory, so that the container disposes it and the key forgets the application
        return services.AddSingleton<IPostConfigureOptions<IllowWebhooksOptions>>(
            provider => new TestKeyPostConfigureOptions(key, provider));
    }
}
