using Illow.AspNetCore.EntityFrameworkCore.Tests.Hosting;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Illow.AspNetCore.EntityFrameworkCore.Tests.Transactional;

public sealed partial class PostgresTransactionalTests
{
    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Execute_ConnectionLostBeforeCommit_NothingStaysOrTheRetryDoesIt(bool afterSaving, bool retrying)
    {
        var host = NewHost(retrying: retrying);
        var request = NewRequest();
        var effect = NewName();
        var runs = 0;
        Task<IllowClaimResult> ExecuteAsync() => host.ExecuteAsync(request, async (_, db) =>
        {
            var isFirst = ++runs == 1;
            if (isFirst && !afterSaving)
            {
                await TerminateAsync(db);
            }

            await SaveAsync(db, effect);
            if (isFirst && afterSaving)
            {
                await TerminateAsync(db);
            }

            return true;
        });

        if (!retrying)
        {
            await Assert.ThrowsAnyAsync<Exception>(ExecuteAsync);
            Assert.DoesNotContain(effect, await Database.EffectsAsync());
        }

        Assert.Equal(IllowClaimStatus.Claimed, (await ExecuteAsync()).Status);
        Assert.Equal(2, runs);
        Assert.Single(await Database.EffectsAsync(), effect);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Execute_ConnectionLostAfterCommitBeforeItsAnswer_IsFoundCommitted(bool retrying)
    {
        var host = NewHost(retrying: retrying);
        var request = NewRequest();
        var effect = NewName();
        var runs = 0;
        var process = new TaskCompletionSource<int>();
        var delivery = host.ExecuteAsync(request, async (_, db) =>
        {
            runs++;
            await SaveAsync(db, effect);
            await db.Database.ExecuteSqlRawAsync("SET LOCAL synchronous_commit = on");
            process.SetResult(await ProcessOfAsync(db));
            return true;
        });

        // The commit is on disk when it waits for the standby, and its client has no answer yet
        await WaitForAsync($"SELECT 1 AS \"Value\" FROM pg_stat_activity WHERE pid = {await process.Task} AND wait_event = 'SyncRep'");
        await using (var context = Database.NewContext())
        {
            await context.Database.ExecuteSqlAsync($"SELECT pg_terminate_backend({await process.Task})");
        }

        Assert.Equal(IllowClaimStatus.Claimed, (await delivery).Status);
        Assert.Equal(1, runs);
        Assert.Single(await Database.EffectsAsync(), effect);
        Assert.Equal(IllowClaimStatus.Completed, (await host.ExecuteAsync(request, MustNotRun)).Status);
    }

    [Fact]
    public async Task Execute_CommitRefused_ThrowsAndNeitherStays()
    {
        await using (var context = Database.NewContext())
        {
            await context.Database.ExecuteSqlRawAsync(
                """CREATE TABLE IF NOT EXISTS child (parent int REFERENCES "Effects" ("Id") DEFERRABLE INITIALLY DEFERRED)""");
        }

        var host = NewHost();
        var request = NewRequest();
        var effect = NewName();

        var exception = await Assert.ThrowsAsync<PostgresException>(() => host.ExecuteAsync(request, async (_, db) =>
        {
            await db.Database.ExecuteSqlRawAsync("INSERT INTO child VALUES (-1)");
            return await SaveAsync(db, effect);
        }));

        Assert.Equal(PostgresErrorCodes.ForeignKeyViolation, exception.SqlState);
        Assert.DoesNotContain(effect, await Database.EffectsAsync());
        await MustRunAsync(host, request);
    }

    private static Task<int> ProcessOfAsync(AppDb db) => db.Database.SqlQueryRaw<int>("SELECT pg_backend_pid() AS \"Value\"").SingleAsync();

    private async Task TerminateAsync(AppDb db)
    {
        var process = await ProcessOfAsync(db);
        await using var context = Database.NewContext();
        await context.Database.ExecuteSqlAsync($"SELECT pg_terminate_backend({process}, 5000)");
    }

    private async Task WaitForAsync(string query)
    {
        using var deadline = new CancellationTokenSource(TestTimeout);
        await using var context = Database.NewContext();
        while ((await context.Database.SqlQueryRaw<int>(query).ToListAsync(deadline.Token)).Count == 0)
        {
            await Task.Delay(10, deadline.Token);
        }
    }
}
