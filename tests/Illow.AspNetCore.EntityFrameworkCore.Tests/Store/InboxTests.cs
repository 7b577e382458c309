using Illow.AspNetCore.EntityFrameworkCore.Sql;
using Illow.AspNetCore.EntityFrameworkCore.Store;
using Illow.AspNetCore.EntityFrameworkCore.Tests.Hosting;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Illow.AspNetCore.EntityFrameworkCore.Tests.Store;

public sealed class InboxTests
{
    private InboxSql? _sql;

    [Fact]
    public async Task FindGroup_DataSourcesOfOneConnectionString_AreApart()
    {
        const string Connection = "Host=localhost;Database=app";
        await using var one = NpgsqlDataSource.Create(Connection);
        await using var other = NpgsqlDataSource.Create(Connection);

        Assert.NotNull(await FindGroupAsync(one));
        Assert.Equal(await FindGroupAsync(one), await FindGroupAsync(one));
        Assert.NotEqual(await FindGroupAsync(one), await FindGroupAsync(other));

        async Task<GroupKey?> FindGroupAsync(NpgsqlDataSource source)
        {
            await using var context = new AppDb(new DbContextOptionsBuilder<AppDb>().UseNpgsql(source).Options);
            var sql = _sql ??= InboxSqlFactory.Create(context, new());
            return new Inbox(context, sql, new WriterQueue(), TimeProvider.System).FindGroup(new InboxStep(InboxStepKind.Claim, default));
        }
    }

    [Fact]
    public async Task TurnAsync_CommandsHaveNoTimeout_IsWaitedFor()
    {
        await using var database = new SqliteDatabase();
        await database.EnsureCreatedAsync();
        await using var host = new StoreHost(options => options.UseSqlite(database.ConnectionString, sqlite => sqlite.CommandTimeout(0)));
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var handling = host.ExecuteAsync(NewRequest(), async (_, _) =>
        {
            begun.SetResult();
            await end.Task;
            return true;
        });
        await begun.Task;

        var waiting = host.Store.ClaimAsync(NewRequest(), default).AsTask();
        await Task.WhenAny(waiting, Task.Delay(TimeSpan.FromSeconds(1)));
        end.SetResult();

        Assert.Equal(IllowClaimStatus.Claimed, (await waiting).Status);
        await handling;
    }

    private static IllowClaimRequest NewRequest()
    {
        var digest = IllowDigest.Of(Guid.NewGuid().ToByteArray());
        return new(digest, digest, TimeSpan.FromMinutes(1), TimeSpan.FromDays(1));
    }
}
