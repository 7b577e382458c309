using Illow.AspNetCore.EntityFrameworkCore.Diagnostics;
using Illow.AspNetCore.EntityFrameworkCore.Sql;
using Illow.AspNetCore.EntityFrameworkCore.Store;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Illow.AspNetCore.EntityFrameworkCore.Maintenance;

/// <summary>
/// Stops a start without the inbox in the model, says once if the database has no table for it, and deletes ended records from then on.
/// Does nothing where deliveries are recorded elsewhere.
/// </summary>
internal sealed class InboxMaintenance(EntityFrameworkStore store, IServiceProvider services, TimeProvider time) : BackgroundService
{
    // Deliveries have two thirds of the time to themselves
    private const int PausePerBatch = 2;

    private bool _failing;

    /// <exception cref="InvalidOperationException">The context is not registered, or its model has no inbox.</exception>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        // The store that the application asks for may be another, or one around this one
        await using (var scope = services.CreateAsyncScope())
        {
            scope.ServiceProvider.GetService<IIllowIdempotencyStore>();
        }

        if (store.IsInUse && !DocumentHost.IsThisProcess && await IsUsableAsync())
        {
            await base.StartAsync(cancellationToken);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Another hosted service may migrate the database, whichever of the two was registered first
        await ApplicationStartedAsync(stoppingToken);
        await LookAtTableAsync(stoppingToken);
        if (store.Options.CleanupInterval == Timeout.InfiniteTimeSpan)
        {
            return;
        }

        using var timer = new PeriodicTimer(store.Options.CleanupInterval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await CleanUpAsync(stoppingToken);
        }
    }

    private async Task<bool> IsUsableAsync()
    {
        string? problem;
        try
        {
            problem = await store.FindProblemAsync();
        }
        catch (Exception exception)
        {
            Log.NoContextOutsideRequests(store.Logger, store.ContextName, exception);
            return false;
        }

        if (problem is not null)
        {
            throw new InvalidOperationException(problem);
        }

        if (store.IsTransactional)
        {
            await using var scope = services.CreateAsyncScope();
            store.Options.PrepareScope?.Invoke(scope.ServiceProvider);
            if (await store.FindSharingProblemAsync(scope.ServiceProvider) is { } sharing)
            {
                Log.ContextNotShared(store.Logger, sharing);
            }
        }

        return true;
    }

    private async Task ApplicationStartedAsync(CancellationToken stoppingToken)
    {
        if (services.GetService<IHostApplicationLifetime>() is not { } lifetime)
        {
            return;
        }

        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
    }

    // Not in the way of the start: a delivery needs no permission from here
    private async Task LookAtTableAsync(CancellationToken stoppingToken)
    {
        try
        {
            await store.StepAsync((inbox, token) => inbox.ReadAsync(default(InboxValues), token), stoppingToken);
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            await ReportAsync(exception, stoppingToken);
        }
    }

    private async Task ReportAsync(Exception exception, CancellationToken stoppingToken)
    {
        await using var own = await store.OpenAsync();
        var inbox = store.InboxOf(own.Context);
        if (!await inbox.IsReachableAsync(stoppingToken))
        {
            Log.DatabaseUnreachable(store.Logger, exception);
            return;
        }

        var table = inbox.Sql.Table.DisplayName;
        if (own.Context.Database.GetMigrations().Any())
        {
            Log.TableMissing(store.Logger, table, exception);
        }
        else
        {
            Log.TableNotCreated(store.Logger, table, store.ContextName, exception);
        }
    }

    private async Task CleanUpAsync(CancellationToken stoppingToken)
    {
        try
        {
            Log.CleanedUp(store.Logger, await DeleteExpiredAsync(stoppingToken));
            if (_failing)
            {
                _failing = false;
                Log.CleanupWorksAgain(store.Logger);
            }
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            if (!_failing)
            {
                _failing = true;
                Log.CleanupFailed(store.Logger, exception);
            }
        }
    }

    private async Task<int> DeleteExpiredAsync(CancellationToken stoppingToken)
    {
        var size = store.Options.CleanupBatchSize;
        var began = time.GetTimestamp();
        var deleted = 0;
        while (true)
        {
            var asked = time.GetTimestamp();
            var batch = await store.StepAsync((inbox, token) => inbox.DeleteExpiredAsync(size, token), stoppingToken);
            deleted += batch;
            if (batch < size)
            {
                return deleted;
            }

            // Unless records end faster than they are deleted
            if (time.GetElapsedTime(began) < store.Options.CleanupInterval)
            {
                await Task.Delay(time.GetElapsedTime(asked) * PausePerBatch, time, stoppingToken);
            }
        }
    }
}
