using Illow.AspNetCore.EntityFrameworkCore.Tests.Hosting;

namespace Illow.AspNetCore.EntityFrameworkCore.Tests.Outages;

public sealed class MariaDbNotADuplicateTests(MariaDbDatabase database)
    : NotADuplicateTests(database, null, null), IClassFixture<MariaDbDatabase>
{
    protected override string DropIndex => """DROP INDEX other ON "IllowWebhookInbox" """;

    protected override Task RefuseAsync() => ChangeAsync(
        """CREATE TRIGGER refuse BEFORE INSERT ON "IllowWebhookInbox" FOR EACH ROW SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'refused'""");

    protected override Task AllowAsync() => ChangeAsync("DROP TRIGGER refuse");
}
