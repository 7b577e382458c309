using Hangfire;
using Hangfire.Common;
using Hangfire.PostgreSql;
using Hangfire.States;
using Hangfire.Storage;
using Illow.AspNetCore.Queues.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace Illow.AspNetCore.Queues.Tests;

// One application at a time: Hangfire keeps its log provider and its filters in static fields
[Collection("Hangfire")]
public sealed class HangfirePostgresTests(PostgresFixture postgres) : PostgresQueueConformance(postgres)
{
    [Fact]
    public async Task DeadLetters_JobsOfTheApplication_AreNotListedAndNotRun()
    {
        await using var app = await QueuedApp.StartAsync(Plan(Handle));
        var id = app.Services.GetRequiredService<IBackgroundJobClient>().Enqueue(() => FailingJob.Run());
        var monitoring = app.Services.GetRequiredService<JobStorage>().GetMonitoringApi();
        await Eventually.HoldsAsync(() => monitoring.FailedCount() == 1);

        Assert.Empty(await app.DeadLetters.ListAsync(10, CancellationToken.None));
        Assert.False(await app.DeadLetters.RunAgainAsync(id, CancellationToken.None));
    }

    protected override void AddEngine(WebApplicationBuilder builder, IIllowWebhooksBuilder webhooks)
    {
        builder.Services.AddHangfire(hangfire => hangfire
            .UseFilter(new GivesUpAtOnce())
            .UsePostgreSqlStorage(
                storage => storage.UseNpgsqlConnection(ConnectionString),
                new PostgreSqlStorageOptions { QueuePollInterval = TimeSpan.FromMilliseconds(200) }));
        builder.Services.AddHangfireServer(server =>
        {
            server.WorkerCount = 2;
            server.SchedulePollingInterval = TimeSpan.FromSeconds(1);
            server.CancellationCheckInterval = TimeSpan.FromSeconds(1);
        });
        webhooks.AddHangfireQueue();
    }

    /// <summary>Takes the retry, which the job's own filter has just arranged, for the last failure.</summary>
    private sealed class GivesUpAtOnce : JobFilterAttribute, IElectStateFilter
    {
        internal GivesUpAtOnce() => Order = int.MaxValue;

        public void OnStateElection(ElectStateContext context)
        {
            if (context.CandidateState is ScheduledState && context.TraversedStates.OfType<FailedState>().LastOrDefault() is { } failed)
            {
                context.CandidateState = failed;
            }
        }
    }

    public static class FailingJob
    {
        public static void Run() => throw new InvalidDataException("The application's own job.");
    }
}

[Collection("Hangfire")]
public sealed class HangfireStartTests
{
    [Fact]
    public async Task Start_AddHangfireMissing_NamesTheCall()
    {
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            QueuedApp.StartAsync(new QueuedAppPlan((_, webhooks) => webhooks.AddHangfireQueue())));

        Assert.Contains("Call builder.Services.AddHangfire(", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_StorageInMemory_IsWarnedOf()
    {
        await using var app = await QueuedApp.StartAsync(new QueuedAppPlan((builder, webhooks) =>
        {
            builder.Services.AddHangfire(_ => { });
            builder.Services.AddSingleton<JobStorage, InMemoryStorage>();
            builder.Logging.AddFakeLogging();
            webhooks.AddHangfireQueue();
        }));

        var lines = app.Services.GetRequiredService<FakeLogCollector>().GetSnapshot();
        Assert.Contains("InMemoryStorage", Assert.Single(lines, line => line.Id.Id == 300).Message, StringComparison.Ordinal);
    }

    /// <summary>Named as that of Hangfire.InMemory is.</summary>
    private sealed class InMemoryStorage : JobStorage
    {
        public override IMonitoringApi GetMonitoringApi() => throw new NotSupportedException();

        public override IStorageConnection GetConnection() => throw new NotSupportedException();
    }
}
