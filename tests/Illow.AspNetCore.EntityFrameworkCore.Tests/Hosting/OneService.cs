namespace Illow.AspNetCore.EntityFrameworkCore.Tests.Hosting;

/// <summary>A request whose only service is a given one.</summary>
internal sealed class OneService(object service) : IServiceProvider
{
    public object? GetService(Type serviceType) => serviceType.IsInstanceOfType(service) ? service : null;
}
