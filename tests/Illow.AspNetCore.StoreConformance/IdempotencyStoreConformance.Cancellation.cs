namespace Illow.AspNetCore.StoreConformance;

public abstract partial class IdempotencyStoreConformance
{
    private static readonly CancellationToken Cancelled = new(canceled: true);

    [Fact]
    public async Task Claim_Cancelled_ThrowsAndBlocksNothingBeyondTheLease()
    {
        var store = await CreateStoreAsync();
        var request = NewRequest(Brief);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await store.ClaimAsync(request, Cancelled));

        await LetTimePassAsync(Brief);
        await MustClaimAsync(store, request);
    }

    [Fact]
    public async Task Renew_Cancelled_ThrowsAndKeepsTheClaim()
    {
        var store = await CreateStoreAsync();
        var claim = await MustClaimAsync(store, NewRequest());

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await store.RenewAsync(claim, Ample, Cancelled));

        Assert.True(await store.CompleteAsync(claim, Ample, default));
    }

    [Fact]
    public async Task Complete_Cancelled_ThrowsAndTheRecordIsHeldOrCompleted()
    {
        var store = await CreateStoreAsync();
        var request = NewRequest();
        var claim = await MustClaimAsync(store, request);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await store.CompleteAsync(claim, Ample, Cancelled));

        Assert.NotEqual(IllowClaimStatus.Claimed, (await store.ClaimAsync(request, default)).Status);
    }

    [Fact]
    public async Task Release_Cancelled_ThrowsAndTheScopeIsFreeAfterTheLease()
    {
        var store = await CreateStoreAsync();
        var request = NewRequest(Brief);
        var claim = await MustClaimAsync(store, request);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await store.ReleaseAsync(claim, Cancelled));

        await LetTimePassAsync(Brief);
        await MustClaimAsync(store, request);
    }
}
