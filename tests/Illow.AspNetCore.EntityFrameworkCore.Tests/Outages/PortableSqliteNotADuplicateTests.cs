using Illow.AspNetCore.EntityFrameworkCore.Sql;
using Illow.AspNetCore.EntityFrameworkCore.Tests.Hosting;

namespace Illow.AspNetCore.EntityFrameworkCore.Tests.Outages;

public sealed class PortableSqliteNotADuplicateTests(SqliteDatabase database)
    : NotADuplicateTests(database, "Any", SqliteInboxSql.KnownClock), IClassFixture<SqliteDatabase>
{
    protected override Task RefuseAsync() =>
        ChangeAsync("""CREATE TRIGGER refuse BEFORE INSERT ON "IllowWebhookInbox" BEGIN SELECT RAISE(ABORT, 'refused'); END""");

    protected override Task AllowAsync() => ChangeAsync("DROP TRIGGER refuse");
}
