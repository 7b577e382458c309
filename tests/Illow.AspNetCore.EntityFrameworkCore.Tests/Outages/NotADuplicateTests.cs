using System.Data.Common;
using Illow.AspNetCore.EntityFrameworkCore.Tests.Hosting;
using Microsoft.EntityFrameworkCore;

namespace Illow.AspNetCore.EntityFrameworkCore.Tests.Outages;

/// <summary>Any error of the database but the key's own violation is an outage, and never a repetition.</summary>
public abstract class NotADuplicateTests(TestDatabase database, string? provider, string? clock) : IAsyncLifetime
{
    private StoreHost? _host;

    private StoreHost Host => _host ??= new StoreHost(
        database.Configure, options => (options.Provider, options.ClockSql, options.Transactional) = (provider, clock, true));

    public ValueTask InitializeAsync() => database.EnsureCreatedAsync();

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Claim_UniqueViolationOfAnotherIndex_Throws(bool transactional)
    {
        await ChangeAsync("""CREATE UNIQUE INDEX other ON "IllowWebhookInbox" ("BodyHash")""");
        try
        {
            var first = NewRequest();
            Assert.Equal(IllowClaimStatus.Claimed, (await ClaimAsync(first, transactional)).Status);

            await Assert.ThrowsAnyAsync<DbException>(() => ClaimAsync(NewRequest() with { BodyHash = first.BodyHash }, transactional));
        }
        finally
        {
            await ChangeAsync(DropIndex);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Claim_TableRefusesIt_Throws(bool transactional)
    {
        await RefuseAsync();
        try
        {
            await Assert.ThrowsAnyAsync<DbException>(() => ClaimAsync(NewRequest(), transactional));
        }
        finally
        {
            await AllowAsync();
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Claim_TableMissing_ThrowsUntilItIsBack(bool transactional)
    {
        var request = NewRequest();
        await ChangeAsync(Rename("IllowWebhookInbox", "away"));
        try
        {
            await Assert.ThrowsAnyAsync<DbException>(() => ClaimAsync(request, transactional));
        }
        finally
        {
            await ChangeAsync(Rename("away", "IllowWebhookInbox"));
        }

        Assert.Equal(IllowClaimStatus.Claimed, (await ClaimAsync(request, transactional)).Status);
    }

    [Fact]
    public async Task Steps_TableMissing_Throw()
    {
        var claim = (await ClaimAsync(NewRequest(), false)).Claim;
        await ChangeAsync(Rename("IllowWebhookInbox", "away"));
        try
        {
            await Assert.ThrowsAnyAsync<DbException>(async () => await Host.Store.RenewAsync(claim, TimeSpan.FromMinutes(1), default));
            await Assert.ThrowsAnyAsync<DbException>(async () => await Host.Store.CompleteAsync(claim, TimeSpan.FromMinutes(1), default));
            await Assert.ThrowsAnyAsync<DbException>(async () => await Host.Store.ReleaseAsync(claim, default));
        }
        finally
        {
            await ChangeAsync(Rename("away", "IllowWebhookInbox"));
        }

        Assert.True(await Host.Store.CompleteAsync(claim, TimeSpan.FromMinutes(1), default));
    }

    protected virtual string DropIndex => "DROP INDEX other";

    protected virtual string Rename(string table, string name) => $"ALTER TABLE \"{table}\" RENAME TO \"{name}\"";

    /// <summary>Makes the table refuse every new record, by something that is not a key.</summary>
    protected abstract Task RefuseAsync();

    protected abstract Task AllowAsync();

    protected async Task ChangeAsync(string sql)
    {
        await using var context = database.NewContext();
        await context.Database.ExecuteSqlRawAsync(sql);
    }

    protected Task<IllowClaimResult> ClaimAsync(IllowClaimRequest request, bool transactional) =>
        transactional ? Host.ExecuteAsync(request, (_, _) => Task.FromResult(true)) : Host.Store.ClaimAsync(request, default).AsTask();

    protected static IllowClaimRequest NewRequest() => new(NewDigest(), NewDigest(), TimeSpan.FromMinutes(1), TimeSpan.FromDays(1));

    private static IllowDigest NewDigest() => IllowDigest.Of(Guid.NewGuid().ToByteArray());
}
