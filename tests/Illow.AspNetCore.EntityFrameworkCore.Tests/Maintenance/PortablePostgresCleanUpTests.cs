using Illow.AspNetCore.EntityFrameworkCore.Sql;
using Illow.AspNetCore.EntityFrameworkCore.Tests.Hosting;
using Microsoft.EntityFrameworkCore;

namespace Illow.AspNetCore.EntityFrameworkCore.Tests.Maintenance;

/// <summary>With the statements for any provider: there the clean-up waits, and looks again.</summary>
public sealed class PortablePostgresCleanUpTests(PostgresDatabase database)
    : CleanUpTests(database, "Any", PostgreSqlInboxSql.KnownClock), IClassFixture<PostgresDatabase>
{
    [Fact]
    public async Task DeleteExpired_RecordTakenOverWhileItWaits_Stays()
    {
        var taken = await EndedAsync();
        await Task.Delay(20);
        await using var context = Database.NewContext();
        await using var transaction = await context.Database.BeginTransactionAsync();
        var scope = taken.Scope.ToArray();
        await context.Database.ExecuteSqlAsync(
            $"""UPDATE "IllowWebhookInbox" SET "ExpiresAt" = 9000000000000000 WHERE "Scope" = {scope}""");

        var deletion = DeleteAsync(100);
        await WaitForLockAsync();
        await transaction.CommitAsync();
        await deletion;

        Assert.Equal(1, await Database.CountAsync(taken.Scope));
    }

    private async Task WaitForLockAsync()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await using var context = Database.NewContext();
        var waiting = context.Database.SqlQuery<int>(
            $"""
            SELECT 1 AS "Value" FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
            """);
        while ((await waiting.ToListAsync(deadline.Token)).Count == 0)
        {
            await Task.Delay(10, deadline.Token);
        }
    }
}
