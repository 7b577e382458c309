using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace Illow.AspNetCore.Tests.Hosting;

/// <summary>
/// A container like those that lack <see cref="IServiceProviderIsService"/>: neither GetService nor a constructor of the package gets one.
/// </summary>
internal sealed class ContainerWithoutServiceQueries : IServiceProviderFactory<IServiceCollection>
{
    public IServiceCollection CreateBuilder(IServiceCollection services) => services;

    public IServiceProvider CreateServiceProvider(IServiceCollection containerBuilder)
    {
        for (var i = 0; i < containerBuilder.Count; i++)
        {
            containerBuilder[i] = Hide(containerBuilder[i]);
        }

        return new Hiding(containerBuilder.BuildServiceProvider());
    }

    // The container's own constructor calls would find the service, so the package's types are made through the provider that hides it
    private static ServiceDescriptor Hide(ServiceDescriptor service) =>
        service switch
        {
            { IsKeyedService: true } => service,
            { ImplementationFactory: { } factory } => new(service.ServiceType, provider => factory(new Hiding(provider)), service.Lifetime),
            { ImplementationType: { IsGenericTypeDefinition: false } type }
                when type.Assembly.GetName().Name!.StartsWith("Illow.", StringComparison.Ordinal) => new(
                service.ServiceType,
                provider => Create(new Hiding(provider), type),
                service.Lifetime),
            _ => service,
        };

    private static object Create(IServiceProvider provider, Type type)
    {
        var constructor = type.GetConstructors().Single();
        object?[] arguments =
        [
            .. constructor
                .GetParameters()
                .Select(parameter =>
                    parameter.HasDefaultValue
                        ? provider.GetService(parameter.ParameterType) ?? parameter.DefaultValue
                        : provider.GetRequiredService(parameter.ParameterType)),
        ];
        return constructor.Invoke(BindingFlags.DoNotWrapExceptions, binder: null, arguments, culture: null);
    }

    private sealed class Hiding(IServiceProvider provider, IServiceScope? scope = null) :
        IServiceProvider, IServiceScopeFactory, IServiceScope, IAsyncDisposable
    {
        public IServiceProvider ServiceProvider => this;

        public object? GetService(Type serviceType) =>
            serviceType == typeof(IServiceProviderIsService) || serviceType == typeof(IServiceProviderIsKeyedService) ? null
            : serviceType == typeof(IServiceProvider) || serviceType == typeof(IServiceScopeFactory) ? this
            : provider.GetService(serviceType);

        public IServiceScope CreateScope()
        {
            var made = provider.CreateScope();
            return new Hiding(made.ServiceProvider, made);
        }

        public void Dispose() => scope?.Dispose();

        public async ValueTask DisposeAsync()
        {
            switch ((object?)scope ?? provider)
            {
                case IAsyncDisposable asynchronous:
                    await asynchronous.DisposeAsync();
                    break;
                case IDisposable disposable:
                    disposable.Dispose();
                    break;
            }
        }
    }
}
