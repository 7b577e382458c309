using Illow.AspNetCore.Queues.Tests.Hosting;
using Illow.AspNetCore.Tests.Servers;
using Npgsql;

namespace Illow.AspNetCore.Queues.Tests;

/// <summary>The same on PostgreSQL, which can be stopped.</summary>
public abstract class PostgresQueueConformance(PostgresFixture postgres)
    : DeliveryQueueConformance, IClassFixture<PostgresFixture>, IAsyncLifetime
{
    private protected string ConnectionString { get; private set; } = "";

    public async ValueTask InitializeAsync() => ConnectionString = await postgres.NewDatabaseAsync();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Delivery_StorageStopped_503AndTakenLater()
    {
        await using var app = await QueuedApp.StartAsync(Plan(Handle));
        var delivery = QueuedApp.NewDelivery();
        await postgres.Server.StopAsync();

        using (var refused = await app.Client.SendAsync(delivery.ToRequest()))
        {
            Assert.Equal(503, (int)refused.StatusCode);
            Assert.NotNull(refused.Headers.RetryAfter);
        }

        await postgres.Server.StartAsync();
        var status = 0;
        await Eventually.HoldsAsync(async () => (status = await app.SendAsync(delivery)) != 503);
        Assert.Equal(202, status);
        await Eventually.HoldsAsync(() => HandledCount > 0);
        Assert.Equal(1, HandledCount);
    }
}

/// <summary>One server for a class of tests, and a database for each test.</summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    private int _databases;

    internal PostgresServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Server = await PostgresServer.StartAsync();

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    internal async Task<string> NewDatabaseAsync()
    {
        var name = $"queue{Interlocked.Increment(ref _databases)}";
        await using var connection = new NpgsqlConnection(Server.ConnectionString(more: "Pooling=false"));
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "CREATE DATABASE " + name;
        await command.ExecuteNonQueryAsync();
        return Server.ConnectionString(name, "Timeout=3;Command Timeout=3");
    }
}
