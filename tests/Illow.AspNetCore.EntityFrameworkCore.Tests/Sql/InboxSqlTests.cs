using System.Data.Common;
using Illow.AspNetCore.EntityFrameworkCore.Sql;
using Illow.AspNetCore.EntityFrameworkCore.Tests.Hosting;
using Microsoft.EntityFrameworkCore;

namespace Illow.AspNetCore.EntityFrameworkCore.Tests.Sql;

public sealed class InboxSqlTests
{
    // What PostgreSQL answers, over the provider that has statements of its own and over any other
    [Theory]
    [InlineData(InboxSqlFactory.PostgreSql, "40001", true)]
    [InlineData(InboxSqlFactory.PostgreSql, "40P01", true)]
    [InlineData(InboxSqlFactory.PostgreSql, "23505", false)]
    [InlineData("Any", "40001", true)]
    [InlineData("Any", "40P01", true)]
    [InlineData("Any", "23505", false)]
    public void IsContention_OfAnSqlState_IsWhatIsWorthRunningAgain(string provider, string state, bool expected)
    {
        using var context = new AppDb(new DbContextOptionsBuilder<AppDb>().UseNpgsql("Host=nowhere").Options);
        var sql = InboxSqlFactory.Create(context, new IllowEntityFrameworkStoreOptions { Provider = provider });

        Assert.Equal(expected, sql.IsContention(new Answer(state)));
    }

    private sealed class Answer(string state) : DbException
    {
        public override string SqlState => state;
    }
}
