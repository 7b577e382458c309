namespace Illow.AspNetCore.StoreConformance;

/// <summary>
/// What every <see cref="IIllowIdempotencyStore"/> must do. Derive a class in a test project, say how a store is made, and run it: each
/// test works on scopes of its own, so all of them may share one backing.
/// </summary>
public abstract partial class IdempotencyStoreConformance
{
    /// <summary>A lease and a retention that outlast any test.</summary>
    protected static TimeSpan Ample => TimeSpan.FromMinutes(5);

    /// <summary>A lease or retention that a test waits out. Default: 250 ms.</summary>
    protected virtual TimeSpan Brief => TimeSpan.FromMilliseconds(250);

    /// <summary>A lease that a test both uses and waits out: longer than the slowest single step of the store. Default: 2 s.</summary>
    protected virtual TimeSpan Usable => TimeSpan.FromSeconds(2);

    /// <summary>How many scopes the test of many scopes claims. Default: 10,000.</summary>
    protected virtual int ManyScopes => 10_000;

    /// <summary>How many times the tests of races are run. Default: 20.</summary>
    protected virtual int Rounds => 20;

    /// <summary>
    /// Makes a store. Called several times in one test: these stores then stand for several processes over one backing. Disposing of them
    /// is the derived class's task.
    /// </summary>
    protected abstract ValueTask<IIllowIdempotencyStore> CreateStoreAsync();

    /// <summary>Lets the store's clock go on by at least the given time. Default: waits for it, and for a little more.</summary>
    /// <param name="time">How long.</param>
    protected virtual Task LetTimePassAsync(TimeSpan time) => Task.Delay(time + TimeSpan.FromMilliseconds(50));

    /// <summary>A request for a scope that nothing else has.</summary>
    /// <param name="lease">The lease; null for <see cref="Ample"/>.</param>
    protected static IllowClaimRequest NewRequest(TimeSpan? lease = null) => new(NewDigest(), NewDigest(), lease ?? Ample, Ample);

    /// <summary>A digest that nothing else has.</summary>
    protected static IllowDigest NewDigest() => IllowDigest.Of(Guid.NewGuid().ToByteArray());

    /// <summary>Claims what must be claimable, and checks the claim.</summary>
    /// <param name="store">The store.</param>
    /// <param name="request">What to claim.</param>
    protected static async Task<IllowClaim> MustClaimAsync(IIllowIdempotencyStore store, IllowClaimRequest request)
    {
        ArgumentNullException.ThrowIfNull(store);
        var result = await store.ClaimAsync(request, default);
        Assert.Equal(IllowClaimStatus.Claimed, result.Status);
        Assert.Equal(request.Scope, result.Claim.Scope);
        Assert.NotEqual(Guid.Empty, result.Claim.Owner);
        Assert.True(result.Claim.Fence > 0, "a fence is positive");
        return result.Claim;
    }

    /// <summary>Claims what must not be claimable, and checks the answer.</summary>
    /// <param name="store">The store.</param>
    /// <param name="request">What to claim.</param>
    /// <param name="expected">The answer.</param>
    protected static async Task MustNotClaimAsync(IIllowIdempotencyStore store, IllowClaimRequest request, IllowClaimStatus expected)
    {
        ArgumentNullException.ThrowIfNull(store);
        var result = await store.ClaimAsync(request, default);
        Assert.Equal(expected, result.Status);
        Assert.Equal(default, result.Claim);
        if (expected == IllowClaimStatus.InProgress)
        {
            Assert.True(result.RetryAfter > TimeSpan.Zero, "RetryAfter is positive");
        }
    }
}
