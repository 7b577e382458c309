namespace Illow.AspNetCore.StoreConformance;

public abstract partial class IdempotencyStoreConformance
{
    [Fact]
    public async Task Claim_NewScope_IsClaimed()
    {
        var store = await CreateStoreAsync();
        await MustClaimAsync(store, NewRequest());
    }

    [Fact]
    public async Task Claim_WhileHeld_IsInProgressForTheRestOfTheLease()
    {
        var first = await CreateStoreAsync();
        var second = await CreateStoreAsync();
        var request = NewRequest();
        await MustClaimAsync(first, request);

        foreach (var store in new[] { first, second })
        {
            var result = await store.ClaimAsync(request, default);
            Assert.Equal(IllowClaimStatus.InProgress, result.Status);
            Assert.InRange(result.RetryAfter, Ample / 2, Ample);
        }
    }

    [Fact]
    public async Task Claim_WhileHeldWithAnotherLease_AnswersTheHoldersRest()
    {
        var store = await CreateStoreAsync();
        var request = NewRequest();
        await MustClaimAsync(store, request);

        var result = await store.ClaimAsync(request with { Lease = Brief }, default);

        Assert.Equal(IllowClaimStatus.InProgress, result.Status);
        Assert.InRange(result.RetryAfter, Ample / 2, Ample);
    }

    [Fact]
    public async Task Claim_OtherBodyWhileHeld_IsKeyReused()
    {
        var store = await CreateStoreAsync();
        var request = NewRequest();
        var claim = await MustClaimAsync(store, request);

        await MustNotClaimAsync(store, request with { BodyHash = NewDigest() }, IllowClaimStatus.KeyReused);
        Assert.True(await store.CompleteAsync(claim, Ample, default));
    }

    [Fact]
    public async Task Claim_AfterCompletion_IsCompleted()
    {
        var first = await CreateStoreAsync();
        var second = await CreateStoreAsync();
        var request = NewRequest();
        Assert.True(await first.CompleteAsync(await MustClaimAsync(first, request), Ample, default));

        await MustNotClaimAsync(first, request, IllowClaimStatus.Completed);
        await MustNotClaimAsync(second, request, IllowClaimStatus.Completed);
    }

    [Fact]
    public async Task Claim_OtherBodyAfterCompletion_IsKeyReused()
    {
        var store = await CreateStoreAsync();
        var request = NewRequest();
        Assert.True(await store.CompleteAsync(await MustClaimAsync(store, request), Ample, default));

        await MustNotClaimAsync(store, request with { BodyHash = NewDigest() }, IllowClaimStatus.KeyReused);
        await MustNotClaimAsync(store, request, IllowClaimStatus.Completed);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    public async Task Claim_BodyHashDiffersInOneByte_IsKeyReused(int position)
    {
        var store = await CreateStoreAsync();
        var request = NewRequest();
        await MustClaimAsync(store, request);

        await MustNotClaimAsync(store, request with { BodyHash = Changed(request.BodyHash, position) }, IllowClaimStatus.KeyReused);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(15)]
    [InlineData(31)]
    public async Task Claim_ScopeDiffersInOneByte_IsIndependent(int position)
    {
        var store = await CreateStoreAsync();
        var request = NewRequest();
        var other = request with { Scope = Changed(request.Scope, position) };
        var claim = await MustClaimAsync(store, request);
        var otherClaim = await MustClaimAsync(store, other);

        Assert.NotEqual(claim.Owner, otherClaim.Owner);
        Assert.True(await store.CompleteAsync(claim, Ample, default));
        await MustNotClaimAsync(store, other, IllowClaimStatus.InProgress);
        await store.ReleaseAsync(otherClaim, default);
        await MustNotClaimAsync(store, request, IllowClaimStatus.Completed);
        await MustClaimAsync(store, other);
    }

    [Theory]
    [InlineData(0x00)]
    [InlineData(0x0A)]
    [InlineData(0x7D)]
    [InlineData(0xFF)]
    public async Task Claim_BodyHashOfAwkwardBytes_IsKept(byte value)
    {
        var store = await CreateStoreAsync();
        var bytes = new byte[IllowDigest.Length];
        Array.Fill(bytes, value);
        var request = NewRequest() with { BodyHash = new IllowDigest(bytes) };
        var claim = await MustClaimAsync(store, request);

        await MustNotClaimAsync(store, request, IllowClaimStatus.InProgress);
        await MustNotClaimAsync(store, request with { BodyHash = NewDigest() }, IllowClaimStatus.KeyReused);
        Assert.True(await store.CompleteAsync(claim, Ample, default));
        await MustNotClaimAsync(store, request, IllowClaimStatus.Completed);
        await MustNotClaimAsync(store, request with { BodyHash = NewDigest() }, IllowClaimStatus.KeyReused);
    }

    [Fact]
    public async Task Claim_AfterRetentionEnded_IsClaimedWithLargerFence()
    {
        var store = await CreateStoreAsync();
        var request = NewRequest();
        var claim = await MustClaimAsync(store, request);
        Assert.True(await store.CompleteAsync(claim, Brief, default));

        await LetTimePassAsync(Brief);

        var again = await MustClaimAsync(store, request with { BodyHash = NewDigest() });
        Assert.True(again.Fence > claim.Fence);
    }

    [Fact]
    public async Task Claim_ManyScopes_AreIndependent()
    {
        var store = await CreateStoreAsync();
        var requests = Enumerable.Range(0, ManyScopes).Select(_ => NewRequest()).ToArray();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = 16 };

        await Parallel.ForEachAsync(requests, parallel, async (request, _) =>
        {
            var claim = await MustClaimAsync(store, request);
            Assert.True(await store.CompleteAsync(claim, Ample, default));
        });

        await Parallel.ForEachAsync(
            requests, parallel, async (request, _) => await MustNotClaimAsync(store, request, IllowClaimStatus.Completed));
    }

    private static IllowDigest Changed(IllowDigest digest, int position)
    {
        var bytes = digest.ToArray();
        bytes[position] ^= 0x80;
        return new IllowDigest(bytes);
    }
}
