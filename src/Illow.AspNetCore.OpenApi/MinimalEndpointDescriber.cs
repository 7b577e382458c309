using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;

namespace Illow.AspNetCore.OpenApi;

/// <summary>
/// Describes decorated minimal endpoints, which keep themselves out of documents: asks the framework's own provider for them, over a copy
/// of each endpoint that does not.
/// </summary>
internal static class MinimalEndpointDescriber
{
    private static readonly ServiceDescriptor FrameworksProvider = FindFrameworksProvider();

    internal static void Describe(ApiDescriptionProviderContext context, IServiceProvider services)
    {
        var endpoints = services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();
        var shown = new ShownEndpoints([.. endpoints.Where(IsShown).Select(Show)]);
        var provider = (IApiDescriptionProvider)ActivatorUtilities.CreateInstance(services, FrameworksProvider.ImplementationType!, shown);
        provider.OnProvidersExecuting(context);
    }

    private static bool IsShown(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<IllowWebhookAttribute>() is not null
        && endpoint.Metadata.OfType<IExcludeFromDescriptionMetadata>().LastOrDefault(metadata => metadata is not IllowWebhookAttribute)
            is null or { ExcludeFromDescription: false };

    private static RouteEndpoint Show(RouteEndpoint endpoint) => new(
        endpoint.RequestDelegate!,
        endpoint.RoutePattern,
        endpoint.Order,
        new EndpointMetadataCollection([.. endpoint.Metadata, Shown.Instance]),
        endpoint.DisplayName);

    private static ServiceDescriptor FindFrameworksProvider() =>
        new ServiceCollection().AddEndpointsApiExplorer().Single(service => service.ServiceType == typeof(IApiDescriptionProvider));

    private sealed class Shown : IExcludeFromDescriptionMetadata
    {
        internal static readonly Shown Instance = new();

        public bool ExcludeFromDescription => false;
    }

    private sealed class ShownEndpoints(IReadOnlyList<Endpoint> endpoints) : EndpointDataSource
    {
        public override IReadOnlyList<Endpoint> Endpoints => endpoints;

        public override IChangeToken GetChangeToken() => new CancellationChangeToken(CancellationToken.None);
    }
}
