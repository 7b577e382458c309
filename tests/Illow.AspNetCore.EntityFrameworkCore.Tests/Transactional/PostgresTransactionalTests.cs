using System.Data.Common;
using Illow.AspNetCore.EntityFrameworkCore.Tests.Hosting;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Illow.AspNetCore.EntityFrameworkCore.Tests.Transactional;

public sealed partial class PostgresTransactionalTests(PostgresDatabase database)
    : TransactionalTests(database), IClassFixture<PostgresDatabase>
{
    private TimeSpan? _idle;

    protected override void ConfigureStore(IllowEntityFrameworkStoreOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.IdleTransactionTimeout = _idle ?? options.IdleTransactionTimeout;
    }

    [Fact]
    public async Task Execute_WhileRunningInAnotherProcess_IsInProgressWithoutWaiting()
    {
        var request = NewRequest();
        var (first, leave) = await BeginAsync(NewHost(), request);
        var other = NewHost();

        Assert.Equal(IllowClaimStatus.InProgress, (await other.ExecuteAsync(request, MustNotRun).WaitAsync(TestTimeout)).Status);
        Assert.Equal(IllowClaimStatus.InProgress, (await other.Store.ClaimAsync(request, default).AsTask().WaitAsync(TestTimeout)).Status);

        leave.SetResult(true);
        Assert.Equal(IllowClaimStatus.Claimed, (await first).Status);
        Assert.Equal(IllowClaimStatus.Completed, (await other.ExecuteAsync(request, MustNotRun)).Status);
    }

    [Fact]
    public async Task Execute_StatementFailedAndTheHandlerHidIt_ThrowsAndNeitherStays()
    {
        var host = NewHost();
        var request = NewRequest();
        var effect = NewName();

        var exception = await Assert.ThrowsAsync<PostgresException>(() => host.ExecuteAsync(request, async (_, db) =>
        {
            await SaveAsync(db, effect);
            await Assert.ThrowsAnyAsync<DbException>(() => db.Database.ExecuteSqlRawAsync("SELECT 1 / 0"));
            return true;
        }));

        Assert.Equal(PostgresErrorCodes.InFailedSqlTransaction, exception.SqlState);
        Assert.DoesNotContain(effect, await Database.EffectsAsync());
        await MustRunAsync(host, request);
    }

    [Fact]
    public async Task Execute_HandlerHangs_FreesTheEventAfterTheIdleTimeout()
    {
        _idle = TimeSpan.FromSeconds(1);
        var request = NewRequest();
        var (hanging, leave) = await BeginAsync(NewHost(), request);
        var other = NewHost();
        using var deadline = new CancellationTokenSource(TestTimeout);
        while ((await other.ExecuteAsync(request, (_, _) => Task.FromResult(true))).Status == IllowClaimStatus.InProgress)
        {
            await Task.Delay(100, deadline.Token);
        }

        Assert.Equal(IllowClaimStatus.Completed, (await other.ExecuteAsync(request, MustNotRun)).Status);
        leave.SetResult(true);
        await Assert.ThrowsAnyAsync<DbException>(() => hanging);
    }

    [Fact]
    public async Task Execute_IdleTimeoutOfTheStore_EndsWithTheTransaction()
    {
        var host = NewHost();
        await using var context = Database.NewContext();
        await context.Database.OpenConnectionAsync();
        string? seen = null;

        await host.Store.ExecuteAsync(
            NewRequest(),
            new OneService(context),
            async _ => (seen = await SettingAsync(context)) is not null,
            default);

        Assert.Equal("5min", seen);
        Assert.Equal("0", await SettingAsync(context));
    }

    [Fact]
    public async Task Execute_ServerHasAnIdleTimeout_IsLeftAlone()
    {
        var host = NewHost();
        await using var context = Database.NewContext();
        await context.Database.OpenConnectionAsync();
        await context.Database.ExecuteSqlRawAsync("SET idle_in_transaction_session_timeout = '7s'");
        string? seen = null;

        await host.Store.ExecuteAsync(
            NewRequest(),
            new OneService(context),
            async _ => (seen = await SettingAsync(context)) is not null,
            default);

        Assert.Equal("7s", seen);
    }

    private static Task<string> SettingAsync(AppDb db) =>
        db.Database.SqlQueryRaw<string>("SELECT current_setting('idle_in_transaction_session_timeout') AS \"Value\"").SingleAsync();
}
