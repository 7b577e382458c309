using System.Transactions;
using Illow.AspNetCore.EntityFrameworkCore.Tests.Hosting;

namespace Illow.AspNetCore.EntityFrameworkCore.Tests.Store;

/// <summary>A transaction that the application has open around a delivery is not the leased steps' own.</summary>
public sealed class AmbientTransactionTests(PostgresDatabase database) : IAsyncLifetime, IClassFixture<PostgresDatabase>
{
    public ValueTask InitializeAsync() => database.EnsureCreatedAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Claim_AmbientTransactionIsRolledBack_IsKept(bool retrying)
    {
        await using var host = new StoreHost(options => database.Configure(options, retrying));
        var request = NewRequest();
        using (new TransactionScope(TransactionScopeAsyncFlowOption.Enabled))
        {
            Assert.Equal(IllowClaimStatus.Claimed, (await host.Store.ClaimAsync(request, default)).Status);
        }

        Assert.Equal(IllowClaimStatus.InProgress, (await host.Store.ClaimAsync(request, default)).Status);
    }

    [Fact]
    public async Task Complete_AmbientTransactionIsRolledBack_IsKept()
    {
        await using var host = new StoreHost(database.Configure);
        var request = NewRequest();
        var claim = (await host.Store.ClaimAsync(request, default)).Claim;
        using (new TransactionScope(TransactionScopeAsyncFlowOption.Enabled))
        {
            Assert.True(await host.Store.CompleteAsync(claim, TimeSpan.FromDays(1), default));
            Assert.NotNull(Transaction.Current);
        }

        Assert.Equal(IllowClaimStatus.Completed, (await host.Store.ClaimAsync(request, default)).Status);
    }

    private static IllowClaimRequest NewRequest()
    {
        var digest = IllowDigest.Of(Guid.NewGuid().ToByteArray());
        return new(digest, digest, TimeSpan.FromMinutes(1), TimeSpan.FromDays(1));
    }
}
