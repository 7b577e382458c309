using Illow.AspNetCore.Queues.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Wolverine;
using Wolverine.ErrorHandling;
using Wolverine.Postgresql;
using Wolverine.Runtime;
using Wolverine.Sqlite;
using Wolverine.Util;

namespace Illow.AspNetCore.Queues.Tests;

public sealed class WolverinePostgresTests(PostgresFixture postgres) : PostgresQueueConformance(postgres)
{
    protected override void AddEngine(WebApplicationBuilder builder, IIllowWebhooksBuilder webhooks) =>
        WolverineSetup.Add(builder, webhooks, wolverine => wolverine.PersistMessagesWithPostgresql(ConnectionString, "wolverine"));
}

public sealed class WolverineSqliteTests : DeliveryQueueConformance, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("illow-queue-");

    public void Dispose() => _folder.Delete(recursive: true);

    protected override void AddEngine(WebApplicationBuilder builder, IIllowWebhooksBuilder webhooks) => WolverineSetup.Add(
        builder, webhooks, wolverine => wolverine.PersistMessagesWithSqlite($"Data Source={Path.Combine(_folder.FullName, "queue.db")}"));

    [Fact]
    public async Task DeadLetters_OneThatCannotBeRead_IsListedAndHidesNoOther()
    {
        await using var app = await QueuedApp.StartAsync(Plan(_ => throw new InvalidDataException("not yet")));
        Assert.Equal(202, await app.SendAsync(QueuedApp.NewDelivery()));
        var readable = await app.DeadLetterAsync();
        var unreadable = new Envelope
        {
            Id = Guid.NewGuid(),
            Data = [0xff, 0x00],
            ContentType = EnvelopeConstants.JsonContentType,
            MessageType = typeof(IllowQueuedDelivery).ToMessageTypeName(),
            Destination = new Uri("local://elsewhere"),
            SentAt = DateTimeOffset.UtcNow,
        };
        await app.Services.GetRequiredService<IWolverineRuntime>().Storage.Inbox
            .MoveToDeadLetterStorageAsync(unreadable, new InvalidOperationException("What is this?"));

        var letters = await app.DeadLetters.ListAsync(10, CancellationToken.None);

        Assert.Equal(2, letters.Count);
        Assert.Equal("dsr.created", Assert.Single(letters, letter => letter.Id == readable.Id).Delivery.Event);
        var other = Assert.Single(letters, letter => letter.Id == unreadable.Id.ToString());
        Assert.Equal(("", "What is this?"), (other.Delivery.Event, other.ExceptionMessage));
    }
}

/// <summary>What stops the start of a host that would acknowledge deliveries which nothing stores.</summary>
public sealed class WolverineStartTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("illow-queue-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Start_UseWolverineMissing_NamesTheCall()
    {
        var exception = await FailureAsync((_, webhooks) => webhooks.AddWolverineQueue());

        Assert.Contains("Call builder.UseWolverine(", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_NoMessageStorage_NamesTheCalls()
    {
        var exception = await FailureAsync((builder, webhooks) => WolverineSetup.Add(builder, webhooks, _ => { }));

        Assert.Contains("PersistMessagesWithSqlite(", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Enqueue_NoMessageStorageBeforeTheStartIsStopped_Throws()
    {
        var early = new EnqueuesBeforeTheCheck();
        await FailureAsync((builder, webhooks) =>
        {
            builder.Services.AddSingleton<IHostedService>(services =>
            {
                early.Services = services;
                return early;
            });
            WolverineSetup.Add(builder, webhooks, _ => { });
        });

        var exception = Assert.IsType<InvalidOperationException>(early.Exception);
        Assert.Contains("PersistMessagesWithSqlite(", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_RoutedToWhatStoresNothing_NamesTheEndpoint()
    {
        var exception = await FailureAsync((builder, webhooks) => WolverineSetup.Add(builder, webhooks, wolverine =>
        {
            AddStorage(wolverine);
            wolverine.PublishMessage<IllowQueuedDelivery>().ToLocalQueue("mine").BufferedInMemory();
        }));

        Assert.Contains("local://mine", exception.Message, StringComparison.Ordinal);
        Assert.Contains("UseDurableInbox()", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_RoutedToADurableQueueOfTheApplication_RunsFromThere()
    {
        var handled = new TaskCompletionSource();
        var plan = new QueuedAppPlan((builder, webhooks) => WolverineSetup.Add(builder, webhooks, wolverine =>
        {
            AddStorage(wolverine);
            wolverine.PublishMessage<IllowQueuedDelivery>().ToLocalQueue("mine").UseDurableInbox();
        }));
        await using var app = await QueuedApp.StartAsync(plan with
        {
            Handle = _ =>
            {
                handled.SetResult();
                return Task.CompletedTask;
            },
        });

        Assert.Equal(202, await app.SendAsync(QueuedApp.NewDelivery()));

        await handled.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    /// <summary>The server listens by then, and what it takes it would acknowledge.</summary>
    private sealed class EnqueuesBeforeTheCheck : IHostedLifecycleService
    {
        internal IServiceProvider? Services { get; set; }

        internal Exception? Exception { get; private set; }

        public async Task StartedAsync(CancellationToken cancellationToken) => Exception = await Record.ExceptionAsync(async () =>
            await Services!.GetRequiredService<IIllowDeliveryQueue>().EnqueueAsync(new IllowQueuedDelivery(), cancellationToken));

        public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private static Task<InvalidOperationException> FailureAsync(Action<WebApplicationBuilder, IIllowWebhooksBuilder> engine) =>
        Assert.ThrowsAsync<InvalidOperationException>(() => QueuedApp.StartAsync(new QueuedAppPlan(engine)));

    private void AddStorage(WolverineOptions wolverine) =>
        wolverine.PersistMessagesWithSqlite($"Data Source={Path.Combine(_folder.FullName, "queue.db")}");
}

internal static class WolverineSetup
{
    internal static void Add(WebApplicationBuilder builder, IIllowWebhooksBuilder webhooks, Action<WolverineOptions> configure)
    {
        builder.UseWolverine(wolverine =>
        {
            wolverine.Durability.Mode = DurabilityMode.Solo;
            wolverine.Durability.ScheduledJobPollingTime = TimeSpan.FromMilliseconds(200);
            wolverine.Durability.ScheduledJobFirstExecution = TimeSpan.FromMilliseconds(200);
            wolverine.OnException<IllowDeliveryRunException>().MoveToErrorQueue();
            configure(wolverine);
        });
        webhooks.AddWolverineQueue();
    }
}
