using Illow.AspNetCore.EntityFrameworkCore.Tests.Hosting;

namespace Illow.AspNetCore.EntityFrameworkCore.Tests.Outages;

public sealed class SqliteNotADuplicateTests(SqliteDatabase database)
    : NotADuplicateTests(database, null, null), IClassFixture<SqliteDatabase>
{
    protected override Task RefuseAsync() =>
        ChangeAsync("""CREATE TRIGGER refuse BEFORE INSERT ON "IllowWebhookInbox" BEGIN SELECT RAISE(ABORT, 'refused'); END""");

    protected override Task AllowAsync() => ChangeAsync("DROP TRIGGER refuse");
}
