using System.Globalization;
using System.Runtime.CompilerServices;
using Hangfire;
using Hangfire.Common;
using Hangfire.PostgreSql;
using Hangfire.States;
using Hangfire.Storage;
using Illow.AspNetCore.Queues.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
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

/// <summary>A storage that does not answer.</summary>
public sealed class HangfireHangingStorageTests : IDisposable
{
    private readonly Hanging _client = new();
    private readonly ServiceProvider _services;
    private readonly IIllowDeliveryQueue _queue;

    public HangfireHangingStorageTests()
    {
        var services = new ServiceCollection();
        services.AddLogging().AddSingleton<IConfiguration>(new ConfigurationBuilder().Build()).AddSingleton<IBackgroundJobClient>(_client);
        services.AddIllowWebhooks().AddHangfireQueue(options => options.StoringThreads = 1);
        _services = services.BuildServiceProvider();
        _queue = _services.GetRequiredService<IIllowDeliveryQueue>();
    }

    public void Dispose()
    {
        _client.Leave.Set();
        _services.Dispose();
        _client.Dispose();
    }

    [Fact]
    public async Task Enqueue_SenderGivesUp_IsNotStoredAndHoldsNoBody()
    {
        var first = _queue.EnqueueAsync(new IllowQueuedDelivery(), CancellationToken.None);
        Assert.True(_client.Entered.Wait(TimeSpan.FromMinutes(1)));
        using var patience = new CancellationTokenSource();
        var (second, body) = EnqueueAnother(patience.Token);
        await patience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second.WaitAsync(TimeSpan.FromMinutes(1)));
        await Eventually.HoldsAsync(() =>
        {
            GC.Collect();
            return !body.IsAlive;
        });
        var third = _queue.EnqueueAsync(new IllowQueuedDelivery(), CancellationToken.None);
        _client.Leave.Set();
        await first;
        await third;
        Assert.Equal(2, _client.Created);
    }

    [Fact]
    public void Enqueue_MoreThanMayWait_Throws()
    {
        var tasks = new List<Task>();
        using var patience = new CancellationTokenSource();
        var exception = Assert.Throws<InvalidOperationException>(() =>
        {
            for (var i = 0; i < 20_000; i++)
            {
                tasks.Add(_queue.EnqueueAsync(new IllowQueuedDelivery(), patience.Token).AsTask());
            }
        });

        Assert.Contains("Hangfire's storage", exception.Message, StringComparison.Ordinal);
        Assert.InRange(tasks.Count, 10_000, 10_001);
        patience.Cancel();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private (Task Stored, WeakReference Body) EnqueueAnother(CancellationToken cancellationToken)
    {
        var delivery = new IllowQueuedDelivery { Body = new byte[10] };
        return (_queue.EnqueueAsync(delivery, cancellationToken).AsTask(), new WeakReference(delivery.Body));
    }

    private sealed class Hanging : IBackgroundJobClient, IDisposable
    {
        internal ManualResetEventSlim Entered { get; } = new();

        internal ManualResetEventSlim Leave { get; } = new();

        internal int Created { get; private set; }

        public string Create(Job job, IState state)
        {
            Entered.Set();
            Leave.Wait();
            return (++Created).ToString(CultureInfo.InvariantCulture);
        }

        public bool ChangeState(string jobId, IState state, string expectedState) => throw new NotSupportedException();

        public void Dispose()
        {
            Entered.Dispose();
            Leave.Dispose();
        }
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
