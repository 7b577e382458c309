using Illow.AspNetCore;
using Illow.AspNetCore.OpenApi;
using Illow.AspNetCore.OpenApi.Schemas;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.ApplicationModels;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using MvcOptions = Microsoft.AspNetCore.Mvc.MvcOptions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Describes webhook URLs in API documents.</summary>
public static class IllowWebhooksBuilderApiDescriptionExtensions
{
    /// <summary>Adds one description of each webhook URL to API documents; without this call they leave webhook URLs out.</summary>
    /// <param name="builder">What <c>AddIllowWebhooks()</c> returned.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is null.</exception>
    /// <remarks>Calling again adds nothing twice. The document itself is made by the generator of the application's choice.</remarks>
    public static IIllowWebhooksBuilder AddApiDescriptions(this IIllowWebhooksBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        services.TryAddSingleton<BodySchemas>();
        services.TryAddEnumerable(ServiceDescriptor.Transient<IApiDescriptionProvider, WebhookApiDescriptionProvider>());
        services.TryAddEnumerable(ServiceDescriptor.Transient<IApplicationModelProvider, ActionVisibility>());
        services.TryAddEnumerable(ServiceDescriptor.Transient<IPostConfigureOptions<MvcOptions>, ActionVisibility>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<JsonOptions>, AddBodySchemas>());
        return builder;
    }
}
