using Illow.AspNetCore.EntityFrameworkCore.Tests.Hosting;

namespace Illow.AspNetCore.EntityFrameworkCore.Tests.Maintenance;

/// <summary>What the clean-up deletes, and above all what it does not.</summary>
public abstract class CleanUpTests(TestDatabase database, string? provider, string? clock) : IAsyncLifetime
{
    private StoreHost? _host;

    internal StoreHost Host =>
        _host ??= new StoreHost(database.Configure, options => (options.Provider, options.ClockSql) = (provider, clock));

    protected TestDatabase Database => database;

    public ValueTask InitializeAsync() => database.EnsureCreatedAsync();

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task DeleteExpired_EndedRecords_GoAndLiveOnesStay()
    {
        var lapsed = await EndedAsync();
        var released = NewRequest();
        await Host.Store.ReleaseAsync((await Host.Store.ClaimAsync(released, default)).Claim, default);
        var held = NewRequest();
        var heldClaim = (await Host.Store.ClaimAsync(held, default)).Claim;
        var completed = NewRequest();
        await Host.Store.CompleteAsync((await Host.Store.ClaimAsync(completed, default)).Claim, TimeSpan.FromDays(1), default);
        await Task.Delay(20);

        while (await DeleteAsync(100) > 0)
        {
        }

        Assert.Equal(0, await database.CountAsync(lapsed.Scope, released.Scope));
        Assert.Equal(2, await database.CountAsync(held.Scope, completed.Scope));
        Assert.True(await Host.Store.CompleteAsync(heldClaim, TimeSpan.FromDays(1), default));
        Assert.Equal(IllowClaimStatus.Completed, (await Host.Store.ClaimAsync(completed, default)).Status);
    }

    [Fact]
    public async Task DeleteExpired_MoreThanABatch_TakesTheOldestFirst()
    {
        while (await DeleteAsync(1000) > 0)
        {
        }

        var scopes = new List<IllowDigest>();
        for (var i = 0; i < 25; i++)
        {
            scopes.Add((await EndedAsync()).Scope);
            await Task.Delay(2);
        }

        await Task.Delay(20);
        Assert.Equal(10, await DeleteAsync(10));
        Assert.Equal(0, await database.CountAsync(scopes[..10]));
        Assert.Equal(15, await database.CountAsync(scopes[10..]));
        Assert.Equal(10, await DeleteAsync(10));
        Assert.Equal(5, await DeleteAsync(10));
        Assert.Equal(0, await DeleteAsync(10));
    }

    [Fact]
    public async Task DeleteExpired_WhileRecordsAreTakenOver_NeverDeletesALiveClaim()
    {
        using var stop = new CancellationTokenSource();
        var cleaning = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await DeleteAsync(5);
            }
        });
        var requests = Enumerable.Range(0, 8).Select(_ => NewRequest());
        var lost = await Task.WhenAll(requests.Select(own => Task.Run(async () =>
        {
            var lost = 0;
            for (var round = 0; round < 10; round++)
            {
                var first = await Host.Store.ClaimAsync(own with { Lease = TimeSpan.FromMilliseconds(50) }, default);
                Assert.Equal(IllowClaimStatus.Claimed, first.Status);
                await Task.Delay(55);
                var second = await Host.Store.ClaimAsync(own, default);
                Assert.Equal(IllowClaimStatus.Claimed, second.Status);
                lost += await Host.Store.RenewAsync(second.Claim, TimeSpan.FromMinutes(1), default) ? 0 : 1;
                await Host.Store.ReleaseAsync(second.Claim, default);
            }

            return lost;
        })));
        await stop.CancelAsync();
        await cleaning;

        Assert.Equal(0, lost.Sum());
    }

    protected static IllowClaimRequest NewRequest() => new(NewDigest(), NewDigest(), TimeSpan.FromMinutes(1), TimeSpan.FromDays(1));

    protected async Task<IllowClaimRequest> EndedAsync()
    {
        var request = NewRequest() with { Lease = TimeSpan.FromMilliseconds(1) };
        Assert.Equal(IllowClaimStatus.Claimed, (await Host.Store.ClaimAsync(request, default)).Status);
        return request;
    }

    protected Task<int> DeleteAsync(int batchSize) =>
        Host.Store.StepAsync((inbox, token) => inbox.DeleteExpiredAsync(batchSize, token), default);

    private static IllowDigest NewDigest() => IllowDigest.Of(Guid.NewGuid().ToByteArray());
}
