using Hangfire;
using Hangfire.Common;
using Hangfire.PostgreSql;
using Hangfire.States;
using Illow.AspNetCore.Queues.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Illow.AspNetCore.Queues.Tests;

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

public sealed class HangfireStartTests
{
    [Fact]
    public async Task Start_AddHangfireMissing_NamesTheCall()
    {
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            QueuedApp.StartAsync(new QueuedAppPlan((_, webhooks) => webhooks.AddHangfireQueue())));

        Assert.Contains("Call builder.Services.AddHangfire(", exception.Message, StringComparison.Ordinal);
    }
}
