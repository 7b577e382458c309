using Illow.AspNetCore.EntityFrameworkCore.Sql;
using Illow.AspNetCore.EntityFrameworkCore.Tests.Hosting;

namespace Illow.AspNetCore.EntityFrameworkCore.Tests.Outages;

public sealed class PortablePostgresNotADuplicateTests(PostgresDatabase database)
    : NotADuplicateTests(database, "Any", PostgreSqlInboxSql.KnownClock), IClassFixture<PostgresDatabase>
{
    protected override Task RefuseAsync() =>
        ChangeAsync("""ALTER TABLE "IllowWebhookInbox" ADD CONSTRAINT refuse CHECK ("Fence" < 0) NOT VALID""");

    protected override Task AllowAsync() => ChangeAsync("""ALTER TABLE "IllowWebhookInbox" DROP CONSTRAINT refuse""");
}
