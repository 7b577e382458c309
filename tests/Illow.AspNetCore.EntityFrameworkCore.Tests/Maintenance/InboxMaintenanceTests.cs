using System.Collections.Concurrent;
using System.Data.Common;
using Illow.AspNetCore.EntityFrameworkCore.Tests.Hosting;
using Illow.AspNetCore.Tests;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Illow.AspNetCore.EntityFrameworkCore.Tests.Maintenance;

/// <summary>What the hosted service does at start and from then on.</summary>
public sealed class InboxMaintenanceTests(SqliteDatabase database) : IAsyncLifetime, IClassFixture<SqliteDatabase>
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());

    public ValueTask InitializeAsync() => database.EnsureCreatedAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Maintenance_EveryInterval_DeletesEndedRecordsInBatches()
    {
        await using var host = NewHost(database.Configure);
        var service = await StartAsync(host);
        var first = await EndedAsync(host, 1);
        await TickUntilAsync(async () => await database.CountAsync(first) == 0);

        // From here on a tick or two are all there is, and a batch is of two
        var scopes = await EndedAsync(host, 7);
        _time.Advance(Interval);
        await Eventually.HoldsAsync(async () => await database.CountAsync(scopes) == 0);
        await service.StopAsync(default);
    }

    [Fact]
    public async Task Maintenance_BatchesTakeTime_PausesForTwiceAsLong()
    {
        var deletions = new Deletions(_time, TimeSpan.FromSeconds(10));
        await using var host = NewHost(options => Configure(options, deletions));
        var service = await StartAsync(host);
        await TickUntilAsync(() => Task.FromResult(!deletions.Spans.IsEmpty));
        var scopes = await EndedAsync(host, 15);
        deletions.Spans.Clear();

        _time.Advance(Interval);
        await Eventually.HoldsAsync(async () =>
        {
            _time.Advance(TimeSpan.FromSeconds(5));
            return await database.CountAsync(scopes) == 0;
        });

        await service.StopAsync(default);
        var spans = deletions.Spans.ToList();
        Assert.InRange(spans.Count, 2, 15);
        Assert.All(
            spans.Zip(spans.Skip(1)),
            pair => Assert.InRange(pair.Second.Began - pair.First.Ended, TimeSpan.FromSeconds(20), Interval));
    }

    [Fact]
    public async Task Maintenance_IsAtItForLongerThanItsInterval_PausesNoMore()
    {
        var deletions = new Deletions(_time, Interval);
        await using var host = NewHost(options => Configure(options, deletions));
        var service = await StartAsync(host);
        var scopes = await EndedAsync(host, 7);
        await TickUntilAsync(() => Task.FromResult(!deletions.Spans.IsEmpty));

        // Nobody advances the time any more, so that a pause would have no end
        await Eventually.HoldsAsync(async () => await database.CountAsync(scopes) == 0);
        await service.StopAsync(default);
    }

    [Fact]
    public async Task Maintenance_InfiniteInterval_DeletesNothing()
    {
        await using var host = NewHost(database.Configure, Timeout.InfiniteTimeSpan);
        var service = await StartAsync(host);
        var scopes = await EndedAsync(host, 1);

        await service.ExecuteTask!.WaitAsync(TimeSpan.FromSeconds(20));

        Assert.Equal(1, await database.CountAsync(scopes));
    }

    [Fact]
    public async Task Maintenance_Failing_IsLoggedOnceAndMends()
    {
        var outage = new Outage { On = true };
        await using var host = NewHost(options =>
        {
            database.Configure(options);
            options.AddInterceptors(outage);
        });
        var service = await StartAsync(host);

        await TickUntilAsync(() => Task.FromResult(outage.Refused >= 4));
        outage.On = false;
        await TickUntilAsync(() => Task.FromResult(Lines(host, 204).Count > 0));
        outage.On = true;
        await TickUntilAsync(() => Task.FromResult(Lines(host, 203).Count > 1));

        Assert.Single(Lines(host, 204));
        Assert.Equal(2, Lines(host, 203).Count);
        await service.StopAsync(default);
    }

    [Fact]
    public async Task Start_DatabaseUnreachable_WarnsAndStarts()
    {
        await using var host = NewHost(options => options.UseNpgsql("Host=127.0.0.1;Port=1;Username=x;Timeout=1"));
        var service = await StartAsync(host);
        await Eventually.HoldsAsync(() => Lines(host, 202).Count > 0);

        Assert.Single(Lines(host, 202));
        Assert.Empty(Lines(host, 201));
        Assert.Empty(Lines(host, 213));
        await service.StopAsync(default);
    }

    [Fact]
    public async Task Start_TableThere_LogsNothing()
    {
        await using var host = NewHost(database.Configure, Timeout.InfiniteTimeSpan);
        var service = await StartAsync(host);
        await service.ExecuteTask!.WaitAsync(TimeSpan.FromSeconds(20));

        Assert.DoesNotContain(host.Logs.GetSnapshot(), line => line.Category == "Illow.AspNetCore.EntityFrameworkCore");
    }

    private void Configure(DbContextOptionsBuilder options, Deletions deletions)
    {
        database.Configure(options);
        options.AddInterceptors(deletions);
    }

    private StoreHost NewHost(Action<DbContextOptionsBuilder> configure, TimeSpan? interval = null) => new(
        configure,
        options => (options.CleanupInterval, options.CleanupBatchSize) = (interval ?? Interval, 2),
        services => services.AddSingleton<TimeProvider>(_time));

    private static async Task<BackgroundService> StartAsync(StoreHost host)
    {
        var service = host.Services.GetServices<IHostedService>().OfType<BackgroundService>()
            .Single(service => service.GetType().Name == "InboxMaintenance");
        await service.StartAsync(default);
        return service;
    }

    private static async Task<List<IllowDigest>> EndedAsync(StoreHost host, int count)
    {
        var scopes = new List<IllowDigest>();
        for (var i = 0; i < count; i++)
        {
            var scope = IllowDigest.Of(Guid.NewGuid().ToByteArray());
            await host.Store.ClaimAsync(new(scope, scope, TimeSpan.FromMilliseconds(1), TimeSpan.FromDays(1)), default);
            scopes.Add(scope);
        }

        await Task.Delay(20);
        return scopes;
    }

    private static List<FakeLogRecord> Lines(StoreHost host, int id) => [.. host.Logs.GetSnapshot().Where(line => line.Id.Id == id)];

    private Task TickUntilAsync(Func<Task<bool>> condition) => Eventually.HoldsAsync(async () =>
    {
        _time.Advance(Interval);
        return await condition();
    });

    /// <summary>Deletions that take as long as a test says, by its own clock.</summary>
    private sealed class Deletions(FakeTimeProvider time, TimeSpan duration) : DbCommandInterceptor
    {
        internal ConcurrentQueue<(DateTimeOffset Began, DateTimeOffset Ended)> Spans { get; } = [];

        public override ValueTask<int> NonQueryExecutedAsync(
            DbCommand command, CommandExecutedEventData eventData, int result, CancellationToken cancellationToken = default)
        {
            if (command.CommandText.StartsWith("DELETE", StringComparison.Ordinal))
            {
                var began = time.GetUtcNow();
                time.Advance(duration);
                Spans.Enqueue((began, time.GetUtcNow()));
            }

            return new(result);
        }
    }
}
