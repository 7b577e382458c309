using Illow.AspNetCore.EntityFrameworkCore.Tests.Hosting;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Illow.AspNetCore.EntityFrameworkCore.Tests.Transactional;

public sealed class SqliteTransactionalTests(SqliteDatabase database) : TransactionalTests(database), IClassFixture<SqliteDatabase>
{
    [Fact]
    public Task Execute_WhileRunningInAnotherProcess_WaitsAndIsCompleted() => ACopyInAnotherProcessWaitsAndIsCompletedAsync();

    [Fact]
    public async Task Execute_DatabaseKeptFromWritingForTooLong_ThrowsAndHandlerNotRun()
    {
        var host = NewHost(options => options.UseSqlite($"{database.ConnectionString};Default Timeout=1"));
        var request = NewRequest();
        await using (var other = Database.NewContext())
        await using (await other.Database.BeginTransactionAsync())
        {
            var exception = await Assert.ThrowsAsync<SqliteException>(() => host.ExecuteAsync(request, MustNotRun));
            Assert.Equal(5, exception.SqliteErrorCode);
            exception = await Assert.ThrowsAsync<SqliteException>(async () => await host.Store.ClaimAsync(request, default));
            Assert.Equal(5, exception.SqliteErrorCode);
        }

        await MustRunAsync(host, request);
    }

    [Fact]
    public async Task Execute_CopyOfCompletedWhileTheDatabaseIsKeptFromWriting_IsCompleted()
    {
        var host = NewHost();
        var request = NewRequest();
        await MustRunAsync(host, request);
        await using var other = Database.NewContext();
        await using var transaction = await other.Database.BeginTransactionAsync();

        Assert.Equal(IllowClaimStatus.Completed, (await host.ExecuteAsync(request, MustNotRun).WaitAsync(TestTimeout)).Status);
    }
}
