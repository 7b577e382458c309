using Illow.AspNetCore.EntityFrameworkCore.Sql;
using Illow.AspNetCore.EntityFrameworkCore.Tests.Hosting;

namespace Illow.AspNetCore.EntityFrameworkCore.Tests.Transactional;

/// <summary>With the statements for any provider: there a copy in another process waits for the transaction that is before it.</summary>
public sealed class PortablePostgresTransactionalTests(PostgresDatabase database) : TransactionalTests(database), IClassFixture<PostgresDatabase>
{
    protected override void ConfigureStore(IllowEntityFrameworkStoreOptions options) =>
        (options.Provider, options.ClockSql) = ("Any", PostgreSqlInboxSql.KnownClock);

    [Fact]
    public async Task Execute_WhileRunningInAnotherProcess_WaitsAndIsCompleted()
    {
        var request = NewRequest();
        var entered = new TaskCompletionSource();
        var first = NewHost().ExecuteAsync(request, async (_, db) =>
        {
            entered.SetResult();
            await Task.Delay(300);
            return await SaveAsync(db, NewName());
        });
        await entered.Task;

        var copy = await NewHost().ExecuteAsync(request, MustNotRun);

        Assert.Equal(IllowClaimStatus.Completed, copy.Status);
        Assert.Equal(IllowClaimStatus.Claimed, (await first).Status);
    }
}
