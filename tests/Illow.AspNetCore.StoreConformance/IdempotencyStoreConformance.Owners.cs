namespace Illow.AspNetCore.StoreConformance;

public abstract partial class IdempotencyStoreConformance
{
    [Fact]
    public async Task Release_ByOwner_FreesTheScopeAtOnce()
    {
        var first = await CreateStoreAsync();
        var second = await CreateStoreAsync();
        var request = NewRequest();
        var claim = await MustClaimAsync(first, request);

        await first.ReleaseAsync(claim, default);

        var again = await MustClaimAsync(second, request);
        Assert.True(again.Fence > claim.Fence);
        Assert.NotEqual(claim.Owner, again.Owner);
    }

    [Fact]
    public async Task Release_ThenOtherBody_IsClaimed()
    {
        var store = await CreateStoreAsync();
        var request = NewRequest();
        await store.ReleaseAsync(await MustClaimAsync(store, request), default);

        await MustClaimAsync(store, request with { BodyHash = NewDigest() });
        await MustNotClaimAsync(store, request, IllowClaimStatus.KeyReused);
    }

    [Fact]
    public async Task Release_Twice_DoesNotFreeTheNextClaim()
    {
        var store = await CreateStoreAsync();
        var request = NewRequest();
        var claim = await MustClaimAsync(store, request);
        await store.ReleaseAsync(claim, default);
        await store.ReleaseAsync(claim, default);
        var next = await MustClaimAsync(store, request);

        await store.ReleaseAsync(claim, default);

        await MustNotClaimAsync(store, request, IllowClaimStatus.InProgress);
        Assert.True(await store.CompleteAsync(next, Ample, default));
    }

    [Fact]
    public async Task Owner_AfterRelease_CanNeitherRenewNorComplete()
    {
        var store = await CreateStoreAsync();
        var request = NewRequest();
        var claim = await MustClaimAsync(store, request);
        await store.ReleaseAsync(claim, default);

        foreach (var former in new[] { claim, claim with { Owner = Guid.Empty } })
        {
            Assert.False(await store.RenewAsync(former, Ample, default));
            Assert.False(await store.CompleteAsync(former, Ample, default));
        }

        await MustClaimAsync(store, request);
    }

    [Fact]
    public async Task Owner_AfterCompletion_CanDoNothing()
    {
        var store = await CreateStoreAsync();
        var request = NewRequest();
        var claim = await MustClaimAsync(store, request);
        Assert.True(await store.CompleteAsync(claim, Ample, default));

        foreach (var former in new[] { claim, claim with { Owner = Guid.Empty } })
        {
            Assert.False(await store.CompleteAsync(former, Brief, default));
            Assert.False(await store.RenewAsync(former, Brief, default));
            await store.ReleaseAsync(former, default);
        }

        await LetTimePassAsync(Brief);
        await MustNotClaimAsync(store, request, IllowClaimStatus.Completed);
    }

    [Fact]
    public async Task Stranger_WithTheRightScope_CanDoNothing()
    {
        var store = await CreateStoreAsync();
        var request = NewRequest();
        var claim = await MustClaimAsync(store, request);

        foreach (var stranger in new[] { claim with { Owner = Guid.NewGuid() }, claim with { Owner = Guid.Empty } })
        {
            Assert.False(await store.RenewAsync(stranger, Brief, default));
            Assert.False(await store.CompleteAsync(stranger, Ample, default));
            await store.ReleaseAsync(stranger, default);
        }

        await LetTimePassAsync(Brief);
        await MustNotClaimAsync(store, request, IllowClaimStatus.InProgress);
        Assert.True(await store.CompleteAsync(claim, Ample, default));
    }

    [Fact]
    public async Task Stranger_OfAnUnknownScope_CanDoNothing()
    {
        var store = await CreateStoreAsync();
        var request = NewRequest();
        var nobody = new IllowClaim(request.Scope, Guid.NewGuid(), 1);

        Assert.False(await store.RenewAsync(nobody, Ample, default));
        Assert.False(await store.CompleteAsync(nobody, Ample, default));
        await store.ReleaseAsync(nobody, default);

        await MustClaimAsync(store, request);
    }

    [Fact]
    public async Task Fence_OverManyClaims_GrowsStrictly()
    {
        var stores = new[] { await CreateStoreAsync(), await CreateStoreAsync() };
        var request = NewRequest();
        var last = 0L;
        for (var i = 0; i < 200; i++)
        {
            var claim = await MustClaimAsync(stores[i % 2], request);
            Assert.True(claim.Fence > last, $"claim {i}: {claim.Fence} after {last}");
            last = claim.Fence;
            await stores[i % 2].ReleaseAsync(claim, default);
        }
    }
}
