using Illow.AspNetCore.EntityFrameworkCore.Tests.Hosting;

namespace Illow.AspNetCore.EntityFrameworkCore.Tests.Transactional;

public abstract partial class TransactionalTests
{
    [Fact]
    public async Task Execute_WhileRunningInThisProcess_IsInProgressAtOnce()
    {
        var host = NewHost();
        var request = NewRequest();
        var (first, leave) = await BeginAsync(host, request);

        var copy = await host.ExecuteAsync(request, MustNotRun).WaitAsync(TestTimeout);

        Assert.Equal(IllowClaimStatus.InProgress, copy.Status);
        Assert.InRange(copy.RetryAfter, TimeSpan.FromTicks(1), request.Lease);
        leave.SetResult(true);
        Assert.Equal(IllowClaimStatus.Claimed, (await first).Status);
        Assert.Equal(IllowClaimStatus.Completed, (await host.ExecuteAsync(request, MustNotRun)).Status);
    }

    [Fact]
    public async Task Execute_FirstFailsWhileACopyIsRefused_TheRetryRuns()
    {
        var host = NewHost();
        var request = NewRequest();
        var (first, leave) = await BeginAsync(host, request);
        Assert.Equal(IllowClaimStatus.InProgress, (await host.ExecuteAsync(request, MustNotRun)).Status);
        leave.SetResult(false);
        await first;

        await MustRunAsync(host, request);
    }

    [Fact]
    public async Task Execute_CopiesAtOnceFromTwoProcesses_OneRun()
    {
        StoreHost[] hosts = [NewHost(), NewHost()];
        for (var round = 0; round < 3; round++)
        {
            var request = NewRequest();
            var effect = NewName();
            var runs = 0;
            var results = await Task.WhenAll(Enumerable.Range(0, 64).Select(
                i => Task.Run(() => hosts[i % 2].ExecuteAsync(request, async (_, db) =>
                {
                    Interlocked.Increment(ref runs);
                    await SaveAsync(db, effect);
                    await Task.Delay(20);
                    return true;
                }))));

            Assert.Equal(1, runs);
            Assert.Single(results, result => result.Status == IllowClaimStatus.Claimed);
            Assert.All(
                results,
                result => Assert.Contains(
                    result.Status,
                    new[] { IllowClaimStatus.Claimed, IllowClaimStatus.InProgress, IllowClaimStatus.Completed }));
            Assert.Single(await Database.EffectsAsync(), effect);
        }
    }

    [Fact]
    public async Task Execute_ManyEventsAtOnce_AllComplete()
    {
        var host = NewHost();
        var names = Enumerable.Range(0, 40).Select(_ => NewName()).ToArray();

        var results = await Task.WhenAll(names.Select(name => Task.Run(() => host.ExecuteAsync(NewRequest(), async (_, db) =>
        {
            await SaveAsync(db, name);
            await Task.Delay(5);
            return true;
        }))));

        Assert.All(results, result => Assert.Equal(IllowClaimStatus.Claimed, result.Status));
        Assert.Superset(names.ToHashSet(), (await Database.EffectsAsync()).ToHashSet());
    }
}
