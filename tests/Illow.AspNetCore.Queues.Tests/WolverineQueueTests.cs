using Illow.AspNetCore.Queues.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Wolverine;
using Wolverine.ErrorHandling;
using Wolverine.Postgresql;
using Wolverine.Sqlite;

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
        await using var app = await QueuedApp.StartAsync(new QueuedAppPlan((builder, webhooks) => WolverineSetup.Add(builder, webhooks, wolverine =>
        {
            AddStorage(wolverine);
            wolverine.PublishMessage<IllowQueuedDelivery>().ToLocalQueue("mine").UseDurableInbox();
        }))
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
