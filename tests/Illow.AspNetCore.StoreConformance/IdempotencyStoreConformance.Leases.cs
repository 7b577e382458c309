namespace Illow.AspNetCore.StoreConformance;

public abstract partial class IdempotencyStoreConformance
{
    [Fact]
    public async Task Claim_AfterLeaseEnded_IsTakenOver()
    {
        var first = await CreateStoreAsync();
        var second = await CreateStoreAsync();
        var request = NewRequest(Brief);
        var old = await MustClaimAsync(first, request);

        await LetTimePassAsync(Brief);

        var current = await MustClaimAsync(second, request with { Lease = Ample });
        Assert.True(current.Fence > old.Fence);
        Assert.NotEqual(old.Owner, current.Owner);
    }

    [Fact]
    public async Task Claim_OtherBodyAfterLeaseEnded_IsTakenOver()
    {
        var (store, request, _) = await LapsedClaimAsync();

        var other = request with { BodyHash = NewDigest(), Lease = Ample };
        await MustClaimAsync(store, other);
        await MustNotClaimAsync(store, other, IllowClaimStatus.InProgress);
        await MustNotClaimAsync(store, request, IllowClaimStatus.KeyReused);
    }

    [Fact]
    public async Task Claim_AfterRetryAfter_IsClaimed()
    {
        var store = await CreateStoreAsync();
        var request = NewRequest(Usable);
        var old = await MustClaimAsync(store, request);
        var refused = await store.ClaimAsync(request, default);
        Assert.Equal(IllowClaimStatus.InProgress, refused.Status);
        Assert.InRange(refused.RetryAfter, TimeSpan.FromTicks(1), Usable);

        await LetTimePassAsync(refused.RetryAfter);

        Assert.True((await MustClaimAsync(store, request)).Fence > old.Fence);
    }

    [Fact]
    public async Task FormerOwner_AfterTakeover_CanDoNothing()
    {
        var first = await CreateStoreAsync();
        var second = await CreateStoreAsync();
        var request = NewRequest(Brief);
        var old = await MustClaimAsync(first, request);
        await LetTimePassAsync(Brief);
        var current = await MustClaimAsync(second, request with { Lease = Ample });

        Assert.False(await first.RenewAsync(old, Ample, default));
        Assert.False(await first.CompleteAsync(old, Ample, default));
        await first.ReleaseAsync(old, default);

        await MustNotClaimAsync(second, request, IllowClaimStatus.InProgress);
        Assert.True(await second.RenewAsync(current, Ample, default));
        Assert.True(await second.CompleteAsync(current, Ample, default));
    }

    [Fact]
    public async Task FormerOwner_AfterSuccessorReleased_CanDoNothing()
    {
        var (store, request, old) = await LapsedClaimAsync();
        await store.ReleaseAsync(await MustClaimAsync(store, request with { Lease = Ample }), default);

        Assert.False(await store.RenewAsync(old, Ample, default));
        Assert.False(await store.CompleteAsync(old, Ample, default));
        await MustClaimAsync(store, request);
    }

    [Fact]
    public async Task FormerOwner_AfterSuccessorCompleted_CanDoNothing()
    {
        var (store, request, old) = await LapsedClaimAsync();
        Assert.True(await store.CompleteAsync(await MustClaimAsync(store, request with { Lease = Ample }), Ample, default));

        Assert.False(await store.RenewAsync(old, Brief, default));
        Assert.False(await store.CompleteAsync(old, Brief, default));
        await store.ReleaseAsync(old, default);
        await LetTimePassAsync(Brief);
        await MustNotClaimAsync(store, request, IllowClaimStatus.Completed);
    }

    [Fact]
    public async Task Complete_AfterLeaseEndedWithoutTakeover_IsFalse()
    {
        var (store, request, claim) = await LapsedClaimAsync();

        Assert.False(await store.CompleteAsync(claim, Ample, default));
        await MustClaimAsync(store, request);
    }

    [Fact]
    public async Task Renew_AfterLeaseEnded_IsFalse()
    {
        var (store, request, claim) = await LapsedClaimAsync();

        Assert.False(await store.RenewAsync(claim, Ample, default));
        await MustClaimAsync(store, request);
    }

    [Fact]
    public async Task Renew_WithinLease_OutlastsTheFirstLease()
    {
        var store = await CreateStoreAsync();
        var request = NewRequest(Usable);
        var claim = await MustClaimAsync(store, request);
        Assert.True(await store.RenewAsync(claim, Ample, default));

        await LetTimePassAsync(Usable);

        var refused = await store.ClaimAsync(request, default);
        Assert.Equal(IllowClaimStatus.InProgress, refused.Status);
        Assert.InRange(refused.RetryAfter, Ample / 2, Ample);
        Assert.True(await store.RenewAsync(claim, Ample, default));
        Assert.True(await store.CompleteAsync(claim, Ample, default));
    }

    [Fact]
    public async Task Renew_LeaseNotRenewedAgain_Ends()
    {
        var store = await CreateStoreAsync();
        var request = NewRequest(Usable);
        var claim = await MustClaimAsync(store, request);
        Assert.True(await store.RenewAsync(claim, Usable, default));

        await LetTimePassAsync(Usable);

        Assert.False(await store.CompleteAsync(claim, Ample, default));
        Assert.True((await MustClaimAsync(store, request)).Fence > claim.Fence);
    }

    [Fact]
    public async Task Complete_WithLongRetention_OutlastsTheLease()
    {
        var store = await CreateStoreAsync();
        var request = NewRequest(Usable);
        Assert.True(await store.CompleteAsync(await MustClaimAsync(store, request), TimeSpan.FromDays(3650), default));

        await LetTimePassAsync(Usable);

        await MustNotClaimAsync(store, request, IllowClaimStatus.Completed);
    }

    /// <summary>A claim whose lease has ended and that nobody took over.</summary>
    private async Task<(IIllowIdempotencyStore Store, IllowClaimRequest Request, IllowClaim Claim)> LapsedClaimAsync()
    {
        var store = await CreateStoreAsync();
        var request = NewRequest(Brief);
        var claim = await MustClaimAsync(store, request);
        await LetTimePassAsync(Brief);
        return (store, request, claim);
    }
}
