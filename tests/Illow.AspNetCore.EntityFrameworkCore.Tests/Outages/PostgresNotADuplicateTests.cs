using Illow.AspNetCore.EntityFrameworkCore.Tests.Hosting;

namespace Illow.AspNetCore.EntityFrameworkCore.Tests.Outages;

public sealed class PostgresNotADuplicateTests(PostgresDatabase database) : NotADuplicateTests(database, null, null), IClassFixture<PostgresDatabase>
{
    protected override Task RefuseAsync() =>
        ChangeAsync("""ALTER TABLE "IllowWebhookInbox" ADD CONSTRAINT refuse CHECK ("Fence" < 0) NOT VALID""");

    protected override Task AllowAsync() => ChangeAsync("""ALTER TABLE "IllowWebhookInbox" DROP CONSTRAINT refuse""");
}
