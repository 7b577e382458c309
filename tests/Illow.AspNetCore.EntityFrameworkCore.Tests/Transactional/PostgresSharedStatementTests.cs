using Illow.AspNetCore.EntityFrameworkCore.Tests.Hosting;

namespace Illow.AspNetCore.EntityFrameworkCore.Tests.Transactional;

public sealed class PostgresSharedStatementTests(PostgresDatabase database) : SharedStatementTests(database), IClassFixture<PostgresDatabase>
{
    protected override string Refuse =>
        """
        CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'refused'; END $$;
        CREATE TRIGGER refuse BEFORE INSERT ON "IllowWebhookInbox" FOR EACH ROW
        WHEN (NEW."BodyHash" = decode(repeat('00', 32), 'hex')) EXECUTE FUNCTION refuse()
        """;

    protected override string Allow => """DROP TRIGGER refuse ON "IllowWebhookInbox"; DROP FUNCTION refuse()""";

    protected override string Lock => """BEGIN; LOCK TABLE "IllowWebhookInbox" IN EXCLUSIVE MODE""";

    protected override string Unlock => "COMMIT";
}
