using Hangfire;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Illow.AspNetCore.Hangfire;

/// <summary>Stops a host whose deliveries no storage would take.</summary>
internal sealed class HangfireStartupCheck(IServiceProvider services) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => services.GetService<IBackgroundJobClient>() is not null
        ? Task.CompletedTask
        : throw new InvalidOperationException(
            "AddHangfireQueue() was called, but Hangfire was not added. Call builder.Services.AddHangfire(hangfire => …) with a durable "
            + "storage, for example hangfire.UsePostgreSqlStorage(…) from Hangfire.PostgreSql, and builder.Services.AddHangfireServer() "
            + "where the jobs are to run.");

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
