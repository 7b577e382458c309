using Hangfire;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Illow.AspNetCore.Hangfire;

/// <summary>Stops a host whose deliveries no storage would take, and warns of one that loses them with the process.</summary>
internal sealed class HangfireStartupCheck(IServiceProvider services, ILoggerFactory loggers) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        if (services.GetService<IBackgroundJobClient>() is null)
        {
            throw new InvalidOperationException(
                "AddHangfireQueue() was called, but Hangfire was not added. Call builder.Services.AddHangfire(hangfire => …) with a "
                + "durable storage, for example hangfire.UsePostgreSqlStorage(…) from Hangfire.PostgreSql, "
                + "and builder.Services.AddHangfireServer() where the jobs are to run.");
        }

        // By name: the package takes no dependency on storages. Hangfire.InMemory and Hangfire.MemoryStorage call theirs so
        if (services.GetService<JobStorage>()?.GetType().Name is "InMemoryStorage" or "MemoryStorage")
        {
            Log.StorageInMemory(loggers.CreateLogger(Log.Category), services.GetRequiredService<JobStorage>().GetType().Name);
        }

        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
