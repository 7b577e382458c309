namespace Illow.AspNetCore;

internal static class ServiceProviderExtensions
{
    /// <summary>Whether a service is registered, with any lifetime, also where the container cannot tell without making it.</summary>
    internal static bool HasService<T>(this IServiceProvider services)
    {
        if (services.GetService<IServiceProviderIsService>() is { } container)
        {
            return container.IsService(typeof(T));
        }

        try
        {
            using var scope = services.CreateScope();
            return scope.ServiceProvider.GetService<T>() is not null;
        }
        catch (Exception)
        {
            // It is registered, or nothing would have been tried; some services can be made only within a request
            return true;
        }
    }
}
