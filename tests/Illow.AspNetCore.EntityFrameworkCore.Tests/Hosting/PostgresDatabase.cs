using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Illow.AspNetCore.EntityFrameworkCore.Tests.Hosting;

/// <summary>A database of its own in the tests' PostgreSQL.</summary>
public sealed class PostgresDatabase(PostgresFixture fixture) : TestDatabase
{
    private readonly string _name = $"app{Guid.NewGuid():N}";
    private string? _connectionString;

    public string ConnectionString => _connectionString!;

    public override void Configure(DbContextOptionsBuilder options, bool retrying) =>
        options.UseNpgsql(
            ConnectionString,
            npgsql => npgsql.ExecutionStrategy(d => retrying ? new RetryingStrategy(d) : new NonRetryingExecutionStrategy(d)));

    public override ValueTask DisposeAsync()
    {
        using var connection = new NpgsqlConnection(_connectionString);
        NpgsqlConnection.ClearPool(connection);
        return ValueTask.CompletedTask;
    }

    // EnsureCreated creates the database as well
    protected override async Task CreateAsync() =>
        _connectionString = (await fixture.GetAsync()).ConnectionString(_name, "Maximum Pool Size=20");
}
