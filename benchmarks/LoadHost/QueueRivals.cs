using System.Diagnostics.CodeAnalysis;
using Hangfire;
using Hangfire.PostgreSql;
using Npgsql;
using Wolverine;
using Wolverine.Postgresql;

namespace Illow.AspNetCore.Benchmarks;

/// <summary>
/// What accepts a delivery into the queue of an engine on PostgreSQL: queued handlers, and endpoints that call the engine by hand. On both
/// sides the run itself does nothing, and Hangfire has no worker: what is compared is how fast events are accepted.
/// </summary>
internal static class QueueRivals
{
    /// <summary>What a rival of ours, such as wolverine-leased, is made of; null where there is no such rival.</summary>
    internal static (string Engine, string Claim)? Find(string rival) =>
        rival.Split('-') is ["wolverine" or "hangfire", "unclaimed" or "leased" or "transactional"] parts ? (parts[0], parts[1]) : null;

    /// <summary>Verify, hand the body to the engine by its own API, answer.</summary>
    internal static WebApplication Floor(string rival, WebApplicationBuilder builder, string pem)
    {
        var engine = rival.Split('-')[0];
        AddEngine(engine, builder, rival);
        var app = builder.Build();
        var verifier = new Floor(pem);
        if (engine == "wolverine")
        {
            app.MapPost(Rivals.Path, async (HttpRequest request, IMessageBus bus) =>
            {
                var body = await HandWritten.ReadAsync(request);
                if (!verifier.Verifies(request, body))
                {
                    return Results.Unauthorized();
                }

                await bus.PublishAsync(new HandWrittenMessage(body));
                return TypedResults.Accepted((string?)null);
            });
        }
        else
        {
            // The client blocks: with fewer threads, requests that come at once would keep each other from being answered for seconds
            ThreadPool.SetMinThreads(64, 64);
            app.MapPost(Rivals.Path, async (HttpRequest request, IBackgroundJobClient jobs) =>
            {
                var body = await HandWritten.ReadAsync(request);
                if (!verifier.Verifies(request, body))
                {
                    return Results.Unauthorized();
                }

                jobs.Enqueue<HandWrittenJob>(job => job.Run(body));
                return TypedResults.Accepted((string?)null);
            });
        }

        return app;
    }

    /// <summary>Adds the engine with a new database of the rival's name.</summary>
    internal static void AddEngine(string engine, WebApplicationBuilder builder, string rival)
    {
        var connection = CreateDatabase(rival);
        if (engine == "wolverine")
        {
            builder.UseWolverine(wolverine =>
            {
                wolverine.PersistMessagesWithPostgresql(connection);
                wolverine.Durability.Mode = DurabilityMode.Solo;
                wolverine.LocalQueueFor<HandWrittenMessage>().UseDurableInbox();
            });
        }
        else
        {
            builder.Services.AddHangfire(hangfire => hangfire.UsePostgreSqlStorage(storage => storage.UseNpgsqlConnection(connection)));
        }
    }

    internal static void AddQueue(string engine, WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IIllowDeliveryRunner, NothingToRun>();
        var webhooks = builder.Services.AddIllowWebhooks();
        if (engine == "wolverine")
        {
            webhooks.AddWolverineQueue();
        }
        else
        {
            webhooks.AddHangfireQueue();
        }
    }

    [SuppressMessage("Security", "CA2100", Justification = "The names of the rivals.")]
    private static string CreateDatabase(string name)
    {
        var server = StoreRivals.Setting("POSTGRES");
        using var connection = new NpgsqlConnection(server + ";Database=postgres;Pooling=false");
        connection.Open();
        foreach (var sql in new[] { $"DROP DATABASE IF EXISTS \"{name}\" WITH (FORCE)", $"CREATE DATABASE \"{name}\"" })
        {
            using var command = new NpgsqlCommand(sql, connection);
            command.ExecuteNonQuery();
        }

        return $"{server};Database={name}";
    }

    private sealed class NothingToRun : IIllowDeliveryRunner
    {
        public Task RunAsync(IllowQueuedDelivery delivery, int attempt, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

/// <summary>What the endpoint written by hand publishes. Public, as the handler, for the code that Wolverine generates.</summary>
public sealed record HandWrittenMessage(
    [property: SuppressMessage("Performance", "CA1819", Justification = "Written as base64.")] byte[] Body);

public static class HandWrittenMessageHandler
{
    public static void Handle(HandWrittenMessage message) => ArgumentNullException.ThrowIfNull(message);
}

/// <summary>What the endpoint written by hand enqueues.</summary>
public sealed class HandWrittenJob
{
    public void Run(byte[] body) => ArgumentNullException.ThrowIfNull(body);
}
