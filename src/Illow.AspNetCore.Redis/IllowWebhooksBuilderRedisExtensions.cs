using Illow.AspNetCore;
using Illow.AspNetCore.Redis;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Records idempotency keys in Redis, so that several instances of an application handle each event once.</summary>
public static class IllowWebhooksBuilderRedisExtensions
{
    /// <summary>Records idempotency keys in a Redis of its own connection.</summary>
    /// <param name="builder">What <c>AddIllowWebhooks()</c> returned.</param>
    /// <param name="configuration">How to reach Redis, in the words of StackExchange.Redis, such as <c>localhost:6379</c>.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="configuration"/> is blank.</exception>
    public static IIllowWebhooksBuilder AddRedisStore(this IIllowWebhooksBuilder builder, string configuration)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(configuration);
        return builder.AddRedisStore(options =>
        {
            options.Configuration = configuration;
            options.ConfigurationOptions = null;
            options.ConnectionFactory = null;
        });
    }

    /// <summary>Records idempotency keys in Redis over a connection that the application has already.</summary>
    /// <param name="builder">What <c>AddIllowWebhooks()</c> returned.</param>
    /// <param name="connection">The connection. The application disposes of it.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IIllowWebhooksBuilder AddRedisStore(this IIllowWebhooksBuilder builder, IConnectionMultiplexer connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        return builder.AddRedisStore(_ => connection);
    }

    /// <summary>Records idempotency keys in Redis over a connection that the application's services hold.</summary>
    /// <param name="builder">What <c>AddIllowWebhooks()</c> returned.</param>
    /// <param name="connection">
    /// Gives the connection, such as <c>p => p.GetRequiredService&lt;IConnectionMultiplexer&gt;()</c>. The application disposes of it.
    /// </param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IIllowWebhooksBuilder AddRedisStore(
        this IIllowWebhooksBuilder builder, Func<IServiceProvider, IConnectionMultiplexer> connection)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(connection);
        return builder.AddRedisStore(options =>
        {
            options.Configuration = null;
            options.ConfigurationOptions = null;
            options.ConnectionFactory = connection;
        });
    }

    /// <summary>Records idempotency keys in Redis, with settings.</summary>
    /// <param name="builder">What <c>AddIllowWebhooks()</c> returned.</param>
    /// <param name="configure">Sets one way to reach Redis, and what else differs from its default.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <remarks>
    /// Takes the place of whatever store was added before, and of the in-memory store in any order. Settings that cannot work stop the
    /// host's start with an <see cref="OptionsValidationException"/>. A Redis that is away does not: deliveries are answered 503
    /// until it is back.
    /// </remarks>
    public static IIllowWebhooksBuilder AddRedisStore(this IIllowWebhooksBuilder builder, Action<IllowRedisStoreOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var services = builder.Services;
        services.AddOptions<IllowRedisStoreOptions>().Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<IllowRedisStoreOptions>, IllowRedisStoreOptionsValidator>());
        services.AddLogging();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<RedisConnection>();
        services.RemoveAll<IIllowIdempotencyStore>();
        services.AddSingleton<IIllowIdempotencyStore, RedisIdempotencyStore>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, DurabilityProbe>());
        return builder;
    }
}
