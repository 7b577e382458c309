using Illow.AspNetCore.EntityFrameworkCore.Tests.Hosting;
using Microsoft.EntityFrameworkCore;

namespace Illow.AspNetCore.EntityFrameworkCore.Tests.Transactional;

public sealed class MariaDbTransactionalTests(MariaDbDatabase database) : TransactionalTests(database), IClassFixture<MariaDbDatabase>
{
    [Fact]
    public Task Execute_WhileRunningInAnotherProcess_WaitsAndIsCompleted() => ACopyInAnotherProcessWaitsAndIsCompletedAsync();

    [Fact]
    public async Task Execute_CopiesWaitForOneThatFails_OneOfThemRuns()
    {
        // All of them want the key when the first gives it up: a deadlock, of which the database makes all but one the victims
        var request = NewRequest();
        var (first, leave) = await BeginAsync(NewHost(), request);
        var runs = 0;
        var copies = Enumerable.Range(0, 6).Select(_ => NewHost()).Select(host => Task.Run(() => host.ExecuteAsync(request, (_, _) =>
        {
            Interlocked.Increment(ref runs);
            return Task.FromResult(true);
        }))).ToList();
        await using (var context = Database.NewContext())
        {
            var waiting = context.Database.SqlQuery<long>(
                $"SELECT COUNT(*) AS Value FROM information_schema.INNODB_TRX WHERE trx_state = 'LOCK WAIT'");
            while (await waiting.SingleAsync() < 6)
            {
                await Task.Delay(20);
            }
        }

        leave.SetResult(false);
        await first;
        var results = await Task.WhenAll(copies);

        Assert.Equal(1, runs);
        Assert.Single(results, result => result.Status == IllowClaimStatus.Claimed);
        Assert.All(
            results,
            result => Assert.Contains(
                result.Status,
                new[] { IllowClaimStatus.Claimed, IllowClaimStatus.Completed, IllowClaimStatus.InProgress }));
    }

    [Fact]
    public async Task Steps_RowLockedLongerThanTheServerLetsThemWait_AreRetriedAndDone()
    {
        var host = NewHost(options => options.UseMySQL($"{((MariaDbDatabase)Database).ConnectionString};Connection Reset=false"));
        var request = NewRequest();
        var claim = (await host.Store.ClaimAsync(request, default)).Claim;
        await using var context = Database.NewContext();
        await context.Database.ExecuteSqlRawAsync("SET GLOBAL innodb_lock_wait_timeout = 1");
        try
        {
            await using var transaction = await context.Database.BeginTransactionAsync();
            var scope = request.Scope.ToArray();
            await context.Database.ExecuteSqlAsync($"""SELECT * FROM "IllowWebhookInbox" WHERE "Scope" = {scope} FOR UPDATE""");
            var completing = Task.Run(async () => await host.Store.CompleteAsync(claim, TimeSpan.FromDays(1), default));

            // Longer than one wait
            await Task.Delay(1500);
            Assert.False(completing.IsCompleted);
            await transaction.RollbackAsync();

            Assert.True(await completing);
        }
        finally
        {
            await context.Database.ExecuteSqlRawAsync("SET GLOBAL innodb_lock_wait_timeout = 50");
        }
    }
}
