using Illow.AspNetCore.EntityFrameworkCore.Tests.Hosting;

namespace Illow.AspNetCore.EntityFrameworkCore.Tests.Transactional;

public sealed class MariaDbSharedStatementTests(MariaDbDatabase database) : SharedStatementTests(database), IClassFixture<MariaDbDatabase>
{
    protected override string Refuse =>
        "CREATE TRIGGER refuse BEFORE INSERT ON IllowWebhookInbox FOR EACH ROW " +
        "IF NEW.BodyHash = UNHEX(REPEAT('00', 32)) THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'refused'; END IF";

    protected override string Allow => "DROP TRIGGER refuse";

    protected override string Lock => "LOCK TABLES IllowWebhookInbox WRITE";

    protected override string Unlock => "UNLOCK TABLES";
}
