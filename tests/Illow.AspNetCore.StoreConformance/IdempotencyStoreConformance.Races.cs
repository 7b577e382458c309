using System.Collections.Concurrent;

namespace Illow.AspNetCore.StoreConformance;

public abstract partial class IdempotencyStoreConformance
{
    private const int Copies = 64;

    [Fact]
    public async Task Claim_CopiesAtOnceOverTwoStores_ExactlyOneIsClaimed()
    {
        var stores = new[] { await CreateStoreAsync(), await CreateStoreAsync() };
        for (var round = 0; round < Rounds; round++)
        {
            var request = NewRequest();
            var results = await AtOnceAsync(Copies, i => stores[i % 2].ClaimAsync(request, default).AsTask());
            MustHaveOneWinner(results);
        }
    }

    [Fact]
    public async Task Claim_CopiesAtOnceAfterLeaseEnded_ExactlyOneTakesOver()
    {
        var stores = new[] { await CreateStoreAsync(), await CreateStoreAsync() };
        var requests = Enumerable.Range(0, Rounds).Select(_ => NewRequest(Brief)).ToArray();
        foreach (var request in requests)
        {
            await MustClaimAsync(stores[0], request);
        }

        await LetTimePassAsync(Brief);

        foreach (var request in requests)
        {
            var results = await AtOnceAsync(Copies, i => stores[i % 2].ClaimAsync(request with { Lease = Ample }, default).AsTask());
            MustHaveOneWinner(results);
        }
    }

    [Fact]
    public async Task Claim_WorkersClaimAndRelease_NeverTwoHolders()
    {
        var stores = new[] { await CreateStoreAsync(), await CreateStoreAsync() };
        var request = NewRequest();
        var holders = 0;
        var fences = new ConcurrentQueue<long>();

        await AtOnceAsync(8, async i =>
        {
            for (var attempt = 0; attempt < Rounds * 5; attempt++)
            {
                var result = await stores[i % 2].ClaimAsync(request, default);
                if (result.Status != IllowClaimStatus.Claimed)
                {
                    continue;
                }

                Assert.Equal(1, Interlocked.Increment(ref holders));
                fences.Enqueue(result.Claim.Fence);
                await Task.Yield();
                Interlocked.Decrement(ref holders);
                await stores[i % 2].ReleaseAsync(result.Claim, default);
            }

            return i;
        });

        Assert.NotEmpty(fences);
        Assert.Equal(fences.Order().Distinct(), fences);
    }

    [Fact]
    public async Task Complete_AsTheLeaseEnds_NeverTogetherWithATakeover()
    {
        var stores = new[] { await CreateStoreAsync(), await CreateStoreAsync() };
        var request = NewRequest(Brief);
        var outcomes = await AtOnceAsync(Rounds, async round =>
        {
            var own = request with { Scope = NewDigest() };
            var claim = await MustClaimAsync(stores[0], own);

            // So that the rounds fall on both sides of the lease's end
            await LetTimePassAsync((Brief * 0.8) + (Brief * 0.4 * round / Rounds) - TimeSpan.FromMilliseconds(50));
            var takeover = stores[1].ClaimAsync(own, default).AsTask();
            var completion = stores[0].CompleteAsync(claim, Ample, default).AsTask();
            return (Completed: await completion, (await takeover).Status);
        });

        Assert.All(outcomes, outcome => Assert.False(
            outcome is { Completed: true, Status: IllowClaimStatus.Claimed }, "completed by one holder, claimed by another"));
    }

    [Fact]
    public async Task Complete_CopiesAtOnceByTheOwner_ExactlyOneIsTrue()
    {
        var stores = new[] { await CreateStoreAsync(), await CreateStoreAsync() };
        var claim = await MustClaimAsync(stores[0], NewRequest());

        var results = await AtOnceAsync(Copies, i => stores[i % 2].CompleteAsync(claim, Ample, default).AsTask());

        Assert.Single(results, done => done);
    }

    private static void MustHaveOneWinner(IllowClaimResult[] results)
    {
        Assert.Single(results, r => r.Status == IllowClaimStatus.Claimed);
        Assert.All(results.Where(r => r.Status != IllowClaimStatus.Claimed), r =>
        {
            Assert.Equal(IllowClaimStatus.InProgress, r.Status);
            Assert.InRange(r.RetryAfter, TimeSpan.FromTicks(1), Ample);
        });
    }

    private static async Task<T[]> AtOnceAsync<T>(int count, Func<int, Task<T>> step)
    {
        var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var steps = Enumerable.Range(0, count).Select(i => Task.Run(async () =>
        {
            await start.Task;
            return await step(i);
        })).ToArray();
        start.SetResult();
        return await Task.WhenAll(steps);
    }
}
