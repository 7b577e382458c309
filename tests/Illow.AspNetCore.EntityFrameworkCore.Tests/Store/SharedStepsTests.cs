using Illow.AspNetCore.EntityFrameworkCore.Sql;
using Illow.AspNetCore.EntityFrameworkCore.Store;
using Illow.AspNetCore.EntityFrameworkCore.Tests.Hosting;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Illow.AspNetCore.EntityFrameworkCore.Tests.Store;

public sealed class SharedStepsTests
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
            return new SharedSteps(new Inbox(context, sql, new WriterQueue(), TimeProvider.System))
                .FindGroup(new InboxStep(InboxStepKind.Claim, default));
        }
    }
}
