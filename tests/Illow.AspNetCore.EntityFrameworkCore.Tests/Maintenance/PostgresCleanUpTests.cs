using Illow.AspNetCore.EntityFrameworkCore.Tests.Hosting;
using Microsoft.EntityFrameworkCore;

namespace Illow.AspNetCore.EntityFrameworkCore.Tests.Maintenance;

public sealed class PostgresCleanUpTests(PostgresDatabase database) : CleanUpTests(database, null, null), IClassFixture<PostgresDatabase>
{
    [Fact]
    public async Task DeleteExpired_RecordBeingTakenOver_IsPassedByWithoutWaiting()
    {
        var taken = await EndedAsync();
        var other = await EndedAsync();
        await Task.Delay(20);
        await using var context = Database.NewContext();
        await using var transaction = await context.Database.BeginTransactionAsync();
        var scope = taken.Scope.ToArray();
        await context.Database.ExecuteSqlAsync(
            $"""UPDATE "IllowWebhookInbox" SET "ExpiresAt" = 9000000000000000 WHERE "Scope" = {scope}""");

        while (await DeleteAsync(100).WaitAsync(TimeSpan.FromSeconds(20)) > 0)
        {
        }

        await transaction.CommitAsync();
        Assert.Equal(1, await Database.CountAsync(taken.Scope));
        Assert.Equal(0, await Database.CountAsync(other.Scope));
    }
}
