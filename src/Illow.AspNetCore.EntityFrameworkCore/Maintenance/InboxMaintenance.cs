using Illow.AspNetCore.EntityFrameworkCore.Diagnostics;
using Illow.AspNetCore.EntityFrameworkCore.Sql;
using Illow.AspNetCore.EntityFrameworkCore.Store;
using Microsoft.Extensions.Hosting;

namespace Illow.AspNetCore.EntityFrameworkCore.Maintenance;

/// <summary>
/// Stops a start without the inbox in the model, says once if the database has no table for it, and deletes ended records from then on.
/// </summary>
internal sealed class InboxMaintenance(EntityFrameworkStore store, TimeProvider time) : BackgroundService
{
    private bool _failing;

    /// <exception cref="InvalidOperationException">The context is not registered, or its model has no inbox.</exception>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await store.WithContextAsync(context => Task.FromResult(store.InboxOf(context)));
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
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

    // Not in the way of the start: an application may migrate its database a little later, and a delivery needs no permission from here
    private async Task LookAtTableAsync(CancellationToken stoppingToken)
    {
        try
        {
            await store.StepAsync((inbox, _, token) => inbox.ReadAsync(default(InboxValues), token), stoppingToken);
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            if (await store.WithContextAsync(context => context.Database.CanConnectAsync(stoppingToken)))
            {
                Log.TableMissing(store.Logger, await store.WithContextAsync(context => Task.FromResult(store.InboxOf(context).Sql.Table.DisplayName)), exception);
            }
            else
            {
                Log.DatabaseUnreachable(store.Logger, exception);
            }
        }
    }

    private async Task CleanUpAsync(CancellationToken stoppingToken)
    {
        try
        {
            var size = store.Options.CleanupBatchSize;
            var deleted = 0;
            int batch;
            do
            {
                batch = await store.StepAsync((inbox, _, token) => inbox.DeleteExpiredAsync(size, token), stoppingToken);
                deleted += batch;
            }
            while (batch >= size);

            Log.CleanedUp(store.Logger, deleted);
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
}
