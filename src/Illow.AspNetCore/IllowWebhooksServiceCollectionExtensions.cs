using Illow.AspNetCore;
using Illow.AspNetCore.Audit;
using Illow.AspNetCore.Configuration;
using Illow.AspNetCore.Diagnostics;
using Illow.AspNetCore.Health;
using Illow.AspNetCore.Idempotency;
using Illow.AspNetCore.Idempotency.InMemory;
using Illow.AspNetCore.Middleware;
using Illow.AspNetCore.Mvc;
using Illow.AspNetCore.Queueing;
using Illow.AspNetCore.Routing;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.ApplicationModels;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds what illow webhooks need to an application's services.</summary>
public static class IllowWebhooksServiceCollectionExtensions
{
    /// <summary>Adds illow webhooks with the settings of the configuration section <c>Illow</c>.</summary>
    /// <param name="services">The application's services. Calling again adds nothing twice.</param>
    /// <returns>A builder, for example to choose where idempotency keys are recorded.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="services"/> is null.</exception>
    /// <remarks>
    /// Settings that cannot work, such as a missing key, stop the start with an <see cref="OptionsValidationException"/> that names each.
    /// </remarks>
    public static IIllowWebhooksBuilder AddIllowWebhooks(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton(provider =>
        {
            var configuration = provider.GetService<IConfiguration>() ?? new ConfigurationBuilder().Build();
            return new ConfigureIllowWebhooksOptions(configuration.GetSection(ConfigureIllowWebhooksOptions.DefaultSection));
        });
        return AddCore(services);
    }

    /// <summary>Adds illow webhooks with the settings of the given section instead of <c>Illow</c>.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="section">The section that holds <c>PublicKey</c> and the other settings.</param>
    /// <returns>A builder, for example to choose where idempotency keys are recorded.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IIllowWebhooksBuilder AddIllowWebhooks(this IServiceCollection services, IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(section);
        services.Replace(ServiceDescriptor.Singleton(new ConfigureIllowWebhooksOptions(section)));
        return AddCore(services);
    }

    /// <summary>Adds illow webhooks with the settings of the section <c>Illow</c>, changed by code.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Runs after the section is bound, at start and at every reload.</param>
    /// <returns>A builder, for example to choose where idempotency keys are recorded.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IIllowWebhooksBuilder AddIllowWebhooks(this IServiceCollection services, Action<IllowWebhooksOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var builder = AddIllowWebhooks(services);
        services.Configure(configure);
        return builder;
    }

    private static IllowWebhooksBuilder AddCore(IServiceCollection services)
    {
        services.AddLogging();
        services.AddMetrics();
        services.AddRouting();
        services.TryAddSingleton(TimeProvider.System);
        AddSettings(services);

        services.TryAddEnumerable(ServiceDescriptor.Singleton<MatcherPolicy, WebhookPlaceholderPolicy>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<MatcherPolicy, IllowWebhookMatcherPolicy>());
        services.TryAddEnumerable(ServiceDescriptor.Transient<IApplicationModelProvider, IllowWebhookApplicationModelProvider>());
        services.TryAddEnumerable(ServiceDescriptor.Transient<IActionDescriptorProvider, HandlerFailureFilter.Provider>());
        services.TryAddEnumerable(ServiceDescriptor.Transient<IPageApplicationModelProvider, DecoratedPageHandlerRefusal>());

        services.TryAddSingleton<SignatureVerifierProvider>();
        services.TryAddSingleton<RegistrationSelector>();
        services.TryAddSingleton<EventResolution>();
        services.TryAddSingleton<WebhookProblemWriter>();
        services.TryAddSingleton<MetadataJson>();
        services.TryAddSingleton<IIllowIdempotencyStore, InMemoryIdempotencyStore>();
        services.TryAddSingleton<IdempotencyStoreProvider>();
        services.TryAddSingleton<DeliveryHandling>();
        services.TryAddSingleton<QueueProtection>();
        services.TryAddSingleton<DeliveryEnqueuer>();
        services.TryAddSingleton<IIllowDeliveryRunner, DeliveryRunner>();
        services.TryAddSingleton<WebhookTelemetry>();
        services.TryAddSingleton<DeliveryTracing>();
        services.TryAddSingleton<StartupAudit>();
        services.TryAddSingleton<WebhooksHealthCheck>();
        services.TryAddSingleton<WebhooksMarkerService>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IStartupFilter, StartupValidationFilter>());
        return new IllowWebhooksBuilder(services);
    }

    private static void AddSettings(IServiceCollection services)
    {
        services.AddOptions<IllowWebhooksOptions>().PostConfigure<IServiceProvider>(NameScope).ValidateOnStart();

        // First of all, so that Configure calls of the application, wherever they stand, change what was bound
        if (!services.Any(s => s.ServiceType == typeof(IConfigureOptions<IllowWebhooksOptions>) && s.ImplementationFactory == BoundSection))
        {
            services.Insert(0, ServiceDescriptor.Singleton<IConfigureOptions<IllowWebhooksOptions>>(BoundSection));
        }

        services.TryAddSingleton<ValidatedOptionsChangeTokenSource>();
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IOptionsChangeTokenSource<IllowWebhooksOptions>, ValidatedOptionsChangeTokenSource>(
                static provider => provider.GetRequiredService<ValidatedOptionsChangeTokenSource>()));

        services.TryAddSingleton<PublicKeyCache>();
        services.TryAddSingleton<WebhookSettingsMonitor>();
        services.TryAddSingleton<IOptionsFactory<IllowWebhooksOptions>>(
            static provider => provider.GetRequiredService<WebhookSettingsMonitor>());
    }

    private static readonly Func<IServiceProvider, ConfigureIllowWebhooksOptions> BoundSection =
        static provider => provider.GetRequiredService<ConfigureIllowWebhooksOptions>();

    private static void NameScope(IllowWebhooksOptions options, IServiceProvider provider) =>
        options.Idempotency.Scope ??= provider.GetService<IHostEnvironment>()?.ApplicationName;

    private sealed record IllowWebhooksBuilder(IServiceCollection Services) : IIllowWebhooksBuilder;
}
