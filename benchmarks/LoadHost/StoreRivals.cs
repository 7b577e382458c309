using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using MySql.Data.MySqlClient;
using Npgsql;
using StackExchange.Redis;

namespace Illow.AspNetCore.Benchmarks;

/// <summary>
/// The stores outside of the process, and what somebody would write by hand with the same durability: verify, insert the key, answer,
/// mark it as done. STORES_POSTGRES, STORES_MARIADB and STORES_REDIS lead to the servers.
/// </summary>
internal static class StoreRivals
{
    /// <summary>A floor's table or server.</summary>
    internal interface IFloor
    {
        Task PrepareAsync();

        Task<bool> ClaimAsync(byte[] scope);

        Task CompleteAsync(byte[] scope);
    }

    /// <summary>The floor of that name; null where there is none.</summary>
    internal static WebApplication? Find(string rival, WebApplicationBuilder builder, string pem, string folder)
    {
        IFloor? store = rival switch
        {
            "postgres-floor" => new PostgresFloor(),
            "mariadb-floor" => new MariaDbFloor(),
            "redis-floor" => new RedisFloor(),
            "sqlite-floor" => new SqliteFloor(folder),
            _ => null,
        };
        if (store is null)
        {
            return null;
        }

        builder.Services.AddSingleton(store);
        var app = builder.Build();
        var verifier = new Floor(pem);
        app.MapPost(Rivals.Path, async (HttpRequest request) =>
        {
            var body = await HandWritten.ReadAsync(request);
            if (!verifier.Verifies(request, body))
            {
                return Results.Unauthorized();
            }

            var scope = SHA256.HashData(body);
            if (await store.ClaimAsync(scope))
            {
                await store.CompleteAsync(scope);
            }

            return TypedResults.Ok();
        });
        return app;
    }

    /// <summary>Adds the store of that name; false where there is none.</summary>
    internal static bool AddStore(string rival, WebApplicationBuilder builder)
    {
        switch (rival)
        {
            case "postgres-leased" or "postgres-transactional":
                builder.Services.AddDbContextPool<InboxDb>(db => db.UseNpgsql(Setting("POSTGRES") + ";Database=ours"));
                break;
            case "mariadb-leased" or "mariadb-transactional":
                builder.Services.AddDbContextPool<InboxDb>(db => db.UseMySQL(Setting("MARIADB") + ";Database=ours"));
                break;
            default:
                return false;
        }

        var transactional = rival.EndsWith("transactional", StringComparison.Ordinal);
        builder.Services.AddIllowWebhooks().AddEntityFrameworkStore<InboxDb>(store => store.Transactional = transactional);
        return true;
    }

    internal static string Setting(string server) =>
        Environment.GetEnvironmentVariable("STORES_" + server) ?? throw new InvalidOperationException($"STORES_{server} is not set.");

    private static async Task ExecuteAsync(DbConnection connection, string sql)
    {
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    [SuppressMessage("Reliability", "CA1001", Justification = "Lives as long as the process.")]
    private sealed class PostgresFloor : IFloor
    {
        private readonly NpgsqlDataSource _source = NpgsqlDataSource.Create(Setting("POSTGRES") + ";Database=postgres");

        public async Task PrepareAsync()
        {
            await using var connection = new NpgsqlConnection(_source.ConnectionString);
            await ExecuteAsync(
                connection,
                """
                DROP TABLE IF EXISTS floor;
                CREATE TABLE floor (scope bytea PRIMARY KEY, body bytea, state int, ends timestamptz)
                """);
        }

        public async Task<bool> ClaimAsync(byte[] scope)
        {
            await using var command = _source.CreateCommand(
                "INSERT INTO floor VALUES ($1, $1, 1, now() + interval '60 s') ON CONFLICT DO NOTHING");
            command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = scope });
            return await command.ExecuteNonQueryAsync() == 1;
        }

        public async Task CompleteAsync(byte[] scope)
        {
            await using var command = _source.CreateCommand(
                "UPDATE floor SET state = 2, ends = now() + interval '30 days' WHERE scope = $1 AND state = 1");
            command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = scope });
            await command.ExecuteNonQueryAsync();
        }
    }

    private sealed class MariaDbFloor : IFloor
    {
        private readonly string _connection = Setting("MARIADB");

        public async Task PrepareAsync()
        {
            await using var connection = new MySqlConnection(_connection);
            await ExecuteAsync(
                connection,
                "CREATE DATABASE IF NOT EXISTS floors; DROP TABLE IF EXISTS floors.floor; " +
                "CREATE TABLE floors.floor (scope binary(32) PRIMARY KEY, body binary(32), state int, ends datetime(6))");
        }

        public Task<bool> ClaimAsync(byte[] scope) =>
            StepAsync("INSERT IGNORE INTO floors.floor VALUES (@s, @s, 1, UTC_TIMESTAMP(6) + INTERVAL 60 SECOND)", scope);

        public Task CompleteAsync(byte[] scope) =>
            StepAsync("UPDATE floors.floor SET state = 2, ends = UTC_TIMESTAMP(6) + INTERVAL 30 DAY WHERE scope = @s AND state = 1", scope);

        [SuppressMessage("Security", "CA2100", Justification = "Two constants.")]
        private async Task<bool> StepAsync(string sql, byte[] scope)
        {
            await using var connection = new MySqlConnection(_connection);
            await connection.OpenAsync();
            await using var command = new MySqlCommand(sql, connection);
            command.Parameters.AddWithValue("@s", scope);
            return await command.ExecuteNonQueryAsync() == 1;
        }
    }

    private sealed class SqliteFloor(string folder) : IFloor
    {
        private readonly string _connection = $"Data Source={Path.Combine(folder, "floor.db")}";

        public async Task PrepareAsync()
        {
            await using var connection = new SqliteConnection(_connection);
            await ExecuteAsync(
                connection,
                """
                PRAGMA journal_mode = WAL;
                DROP TABLE IF EXISTS floor;
                CREATE TABLE floor (scope blob PRIMARY KEY, body blob, state int, ends int) WITHOUT ROWID
                """);
        }

        public Task<bool> ClaimAsync(byte[] scope) =>
            StepAsync("INSERT INTO floor VALUES ($s, $s, 1, unixepoch() + 60) ON CONFLICT DO NOTHING", scope);

        public Task CompleteAsync(byte[] scope) =>
            StepAsync("UPDATE floor SET state = 2, ends = unixepoch() + 2592000 WHERE scope = $s AND state = 1", scope);

        [SuppressMessage("Security", "CA2100", Justification = "Two constants.")]
        private async Task<bool> StepAsync(string sql, byte[] scope)
        {
            await using var connection = new SqliteConnection(_connection);
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = sql;
            command.Parameters.AddWithValue("$s", scope);
            return await command.ExecuteNonQueryAsync() == 1;
        }
    }

    private sealed class RedisFloor : IFloor
    {
        private IDatabase _database = null!;

        public async Task PrepareAsync() =>
            _database = (await ConnectionMultiplexer.ConnectAsync("127.0.0.1:" + Setting("REDIS"))).GetDatabase();

        public Task<bool> ClaimAsync(byte[] scope) => _database.StringSetAsync(scope, scope, TimeSpan.FromSeconds(60), When.NotExists);

        public Task CompleteAsync(byte[] scope) => _database.StringSetAsync(scope, scope, TimeSpan.FromDays(30));
    }
}
