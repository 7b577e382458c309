using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Illow.AspNetCore.EntityFrameworkCore.Tests.Hosting;

/// <summary>A SQLite file, in WAL mode as Entity Framework Core creates it.</summary>
public sealed class SqliteDatabase : TestDatabase
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("illow-sqlite-");

    public string ConnectionString => $"Data Source={Path.Combine(_folder.FullName, "app.db")}";

    public override void Configure(DbContextOptionsBuilder options, bool retrying) =>
        options.UseSqlite(
            ConnectionString,
            sqlite => sqlite.ExecutionStrategy(d => retrying ? new RetryingStrategy(d) : new NonRetryingExecutionStrategy(d)));

    public override ValueTask DisposeAsync()
    {
        using var connection = new SqliteConnection(ConnectionString);
        SqliteConnection.ClearPool(connection);
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }
}
