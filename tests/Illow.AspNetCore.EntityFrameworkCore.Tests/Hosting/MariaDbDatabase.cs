using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using MySql.Data.MySqlClient;

namespace Illow.AspNetCore.EntityFrameworkCore.Tests.Hosting;

/// <summary>A database of its own in the tests' MariaDB.</summary>
public sealed class MariaDbDatabase(MariaDbFixture fixture) : TestDatabase
{
    private readonly string _name = $"app{Guid.NewGuid():N}";
    private string? _connectionString;

    public string ConnectionString => _connectionString!;

    public override void Configure(DbContextOptionsBuilder options, bool retrying) =>
        options.UseMySQL(
            ConnectionString,
            mysql => mysql.ExecutionStrategy(d => retrying ? new RetryingStrategy(d) : new NonRetryingExecutionStrategy(d)));

    public override async ValueTask DisposeAsync()
    {
        if (_connectionString is not null)
        {
            await using var connection = new MySqlConnection(_connectionString);
            MySqlConnection.ClearPool(connection);
        }
    }

    // EnsureCreated creates the database as well
    protected override async Task CreateAsync() =>
        _connectionString = (await fixture.GetAsync()).ConnectionString(_name, "Maximum Pool Size=40");
}
