using System.Data.Common;
using Illow.AspNetCore.EntityFrameworkCore.Tests.Hosting;

namespace Illow.AspNetCore.EntityFrameworkCore.Tests.Outages;

public sealed class PostgresNotADuplicateTests(PostgresDatabase database)
    : NotADuplicateTests(database, null, null), IClassFixture<PostgresDatabase>
{
    protected override Task RefuseAsync() =>
        ChangeAsync("""ALTER TABLE "IllowWebhookInbox" ADD CONSTRAINT refuse CHECK ("Fence" < 0) NOT VALID""");

    protected override Task AllowAsync() => ChangeAsync("""ALTER TABLE "IllowWebhookInbox" DROP CONSTRAINT refuse""");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Claim_RefusedAtCommit_Throws(bool transactional)
    {
        await ChangeAsync(
            """
            CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''refused''; END';
            CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON "IllowWebhookInbox"
                DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse();
            """);
        try
        {
            await Assert.ThrowsAnyAsync<DbException>(() => ClaimAsync(NewRequest(), transactional));
        }
        finally
        {
            await ChangeAsync("""DROP TRIGGER refuse ON "IllowWebhookInbox"; DROP FUNCTION refuse;""");
        }
    }
}
