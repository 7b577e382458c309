using Illow.AspNetCore.EntityFrameworkCore.Tests.Hosting;

namespace Illow.AspNetCore.EntityFrameworkCore.Tests.Transactional;

public sealed class PostgresSharedStatementTests(PostgresDatabase database)
    : SharedStatementTests(database), IClassFixture<PostgresDatabase>
{
    [Fact]
    public async Task Claims_AtOnceAndOneIsBeingWritten_OthersDoNotWait()
    {
        await using var host = new StoreHost(database.Configure);
        var written = await EndedAsync(host);
        await using var context = database.NewContext();
        await using var transaction = await WriteToAsync(context, written);

        var waiting = host.Store.ClaimAsync(written, default).AsTask();
        var others = Enumerable.Range(0, 20).Select(_ => host.Store.ClaimAsync(NewRequest(), default).AsTask()).ToList();

        var claims = await Task.WhenAll(others).WaitAsync(TimeSpan.FromSeconds(30));
        Assert.All(claims, claim => Assert.Equal(IllowClaimStatus.Claimed, claim.Status));
        Assert.False(waiting.IsCompleted);
        await transaction.RollbackAsync();
        Assert.Equal(IllowClaimStatus.Claimed, (await waiting).Status);
    }

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
