using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Illow.AspNetCore.EntityFrameworkCore.Tests.Hosting;

/// <summary>A database of its own in the SQL Server that ILLOW_SQLSERVER leads to; without it, the test is skipped, in CI too.</summary>
public sealed class SqlServerDatabase : TestDatabase
{
    private readonly string _name = $"app{Guid.NewGuid():N}";

    private static string? Server => Environment.GetEnvironmentVariable("ILLOW_SQLSERVER");

    public override void Configure(DbContextOptionsBuilder options, bool retrying)
    {
        Assert.SkipWhen(string.IsNullOrEmpty(Server), "ILLOW_SQLSERVER holds no connection string");
        options.UseSqlServer(
            new SqlConnectionStringBuilder(Server) { InitialCatalog = _name }.ConnectionString,
            server => server.ExecutionStrategy(d => retrying ? new RetryingStrategy(d) : new NonRetryingExecutionStrategy(d)));
    }

    public override async ValueTask DisposeAsync()
    {
        if (!string.IsNullOrEmpty(Server))
        {
            await using var context = NewContext();
            await context.Database.EnsureDeletedAsync();
        }
    }
}
