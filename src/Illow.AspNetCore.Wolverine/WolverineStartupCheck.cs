using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Wolverine.Configuration;
using Wolverine.Persistence.Durability;
using Wolverine.Runtime;

namespace Illow.AspNetCore.Wolverine;

/// <summary>Stops a host that would acknowledge deliveries which nothing stores.</summary>
internal sealed class WolverineStartupCheck(IServiceProvider services) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => services.GetService<IWolverineRuntime>() is not null
        ? Task.CompletedTask
        : throw new InvalidOperationException(
            "AddWolverineQueue() was called, but Wolverine was not added. Call builder.UseWolverine(options => …) with a message storage, "
            + "for example options.PersistMessagesWithSqlite(connectionString) from WolverineFx.Sqlite.");

    // Wolverine's own start, which has run by now, decides on the storage and the routes
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        var runtime = services.GetRequiredService<IWolverineRuntime>();
        if (runtime.Storage is NullMessageStore)
        {
            throw new InvalidOperationException(WolverineMessages.NoStorage);
        }

        foreach (var route in new MessageContext(runtime).PreviewSubscriptions(new IllowQueuedDelivery()))
        {
            if (runtime.Endpoints.EndpointFor(route.Destination!) is { Mode: not EndpointMode.Durable } endpoint)
            {
                throw new InvalidOperationException(WolverineMessages.StoresNothing(endpoint.Uri));
            }
        }

        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
