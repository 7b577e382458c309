using System.Diagnostics.CodeAnalysis;
using Illow.AspNetCore.Configuration;
using Illow.AspNetCore.Diagnostics;
using Illow.AspNetCore.Inspector;
using Illow.AspNetCore.Inspector.Access;
using Illow.AspNetCore.Inspector.Api;
using Illow.AspNetCore.Inspector.Recording;
using Illow.AspNetCore.Inspector.Replaying;
using Illow.AspNetCore.Inspector.Samples;
using Illow.AspNetCore.Inspector.Streaming;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the inspector to an application's services.</summary>
public static class IllowInspectorServiceCollectionExtensions
{
    private const string Section = "Illow:Inspector";

    /// <summary>
    /// Adds what <c>app.MapIllowInspector()</c> needs, with the settings of the section <c>Illow:Inspector</c>. By itself it neither
    /// records nor shows anything.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Runs after the section is bound. Default: nothing.</param>
    /// <returns>The services.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="services"/> is null.</exception>
    public static IServiceCollection AddIllowInspector(this IServiceCollection services, Action<IllowInspectorOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        AddSettings(services, configure);
        services.AddRouting();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IHttpContextFactory, DefaultHttpContextFactory>();

        services.TryAddSingleton<DeliveryLog>();
        services.TryAddSingleton<TraceRecorder>();
        services.TryAddSingleton<IDeliveryObserver>(static provider => provider.GetRequiredService<TraceRecorder>());
        services.TryAddSingleton<InspectorPermissions>();
        services.TryAddSingleton<DeliveryStream>();
        services.TryAddSingleton<Pipeline>();
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IStartupFilter, Pipeline>(static provider => provider.GetRequiredService<Pipeline>()));
        services.TryAddSingleton<InProcessRunner>();
        services.TryAddSingleton<Replayer>();
        services.TryAddSingleton<SampleKeys>();

        // By factories: containers that validate constructors would report a missing AddIllowWebhooks() in their own words
        AddLate<MapReader>(services);
        AddLate<SampleCatalog>(services);
        AddLate<SampleSender>(services);
        AddLate<InspectorEndpoints>(services);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, DeliveryHistory>(static provider =>
            ActivatorUtilities.CreateInstance<DeliveryHistory>(provider, new DeliveryHistory.SignatureHeader(() =>
                provider.GetService<WebhookSettingsMonitor>()?.Current.Options.SignatureHeader))));
        return services;
    }

    private static void AddLate<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(
        IServiceCollection services)
        where T : class => services.TryAddSingleton(static provider => ActivatorUtilities.CreateInstance<T>(provider));

    private static void AddSettings(IServiceCollection services, Action<IllowInspectorOptions>? configure)
    {
        if (!services.Any(service => service.ServiceType == typeof(TraceRecorder)))
        {
            services.AddOptions<IllowInspectorOptions>().Configure<IServiceProvider>(static (options, provider) =>
                provider.GetService<IConfiguration>()?.GetSection(Section).Bind(options));
            services.TryAddEnumerable(
                ServiceDescriptor.Singleton<IValidateOptions<IllowInspectorOptions>, IllowInspectorOptionsValidator>());
        }

        if (configure is not null)
        {
            services.Configure(configure);
        }
    }
}
