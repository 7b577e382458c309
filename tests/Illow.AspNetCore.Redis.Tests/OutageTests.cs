using Illow.AspNetCore.Tests;
using Illow.AspNetCore.Tests.Servers;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using static Illow.AspNetCore.Redis.Tests.Deliver;

namespace Illow.AspNetCore.Redis.Tests;

public sealed class OutageTests
{
    private static readonly TimeSpan StoreTimeout = TimeSpan.FromMilliseconds(400);

    [Fact]
    public async Task Records_KilledAndStartedAgain_AreThere()
    {
        await using var server = await RedisServer.StartAsync();
        await using var host = StoreHost.Over(server);
        var (held, done, free) = (NewRequest(), NewRequest(), NewRequest());
        var heldClaim = await host.Store.MustClaimAsync(held);
        Assert.True(await host.Store.CompleteAsync(await host.Store.MustClaimAsync(done), Ample, default));
        var freeClaim = await host.Store.MustClaimAsync(free);
        await host.Store.ReleaseAsync(freeClaim, default);

        await server.KillAsync();
        await server.StartAsync();

        Assert.Equal(IllowClaimStatus.Completed, await UntilAnsweredAsync(async () => await host.Store.StatusAsync(done)));
        Assert.Equal(IllowClaimStatus.InProgress, await host.Store.StatusAsync(held));
        Assert.True((await host.Store.MustClaimAsync(free)).Fence > freeClaim.Fence);
        Assert.True(await host.Store.CompleteAsync(heldClaim, Ample, default));
    }

    [Fact]
    public async Task EveryStep_ServerKilled_FailsSoonAndMends()
    {
        await using var server = await RedisServer.StartAsync();
        await using var host = StoreHost.Over(server, StoreTimeout);
        var claim = await host.Store.MustClaimAsync(NewRequest());

        await server.KillAsync();

        await FailsSoonAsync(async () => await host.Store.ClaimAsync(NewRequest(), default));
        await FailsSoonAsync(async () => await host.Store.RenewAsync(claim, Ample, default));
        await FailsSoonAsync(async () => await host.Store.CompleteAsync(claim, Ample, default));
        await FailsSoonAsync(async () => await host.Store.ReleaseAsync(claim, default));
        await server.StartAsync();
        Assert.Equal(IllowClaimStatus.Claimed, await UntilAnsweredAsync(async () => await host.Store.StatusAsync(NewRequest())));
        await Eventually.HoldsAsync(() => host.Logs.GetSnapshot().Any(line => line.Id.Id == 105));
        Assert.Single(host.Logs.GetSnapshot(), line => line.Id.Id == 104);
    }

    [Fact]
    public async Task Health_ServerKilled_IsUnhealthyUntilItIsBack()
    {
        await using var server = await RedisServer.StartAsync();
        await using var host = StoreHost.Over(server, StoreTimeout);
        var check = Assert.IsType<IHealthCheck>(host.Store, exactMatch: false);
        var context = new HealthCheckContext
        {
            Registration = new HealthCheckRegistration("store", check, HealthStatus.Unhealthy, tags: null),
        };
        Assert.Equal(HealthStatus.Healthy, await StatusAsync());

        await server.KillAsync();

        Assert.Equal(HealthStatus.Unhealthy, await StatusAsync());
        await server.StartAsync();
        await Eventually.HoldsAsync(async () => await StatusAsync() == HealthStatus.Healthy);

        async Task<HealthStatus> StatusAsync() => (await check.CheckHealthAsync(context)).Status;
    }

    [Fact]
    public async Task Claim_ServerNotStartedYet_FailsSoonAndMends()
    {
        await using var server = RedisServer.Stopped();
        await using var host = StoreHost.Over(server, StoreTimeout);
        await FailsSoonAsync(async () => await host.Store.ClaimAsync(NewRequest(), default));
        await FailsSoonAsync(async () => await host.Store.ClaimAsync(NewRequest(), default));

        await server.StartAsync();

        Assert.Equal(IllowClaimStatus.Claimed, await UntilAnsweredAsync(async () => await host.Store.StatusAsync(NewRequest())));
    }

    [Fact]
    public async Task EveryStep_ServerPaused_TimesOutThenWorks()
    {
        await using var server = await RedisServer.StartAsync();
        await using var host = StoreHost.Over(server, StoreTimeout);
        var request = NewRequest();
        var claim = await host.Store.MustClaimAsync(request);

        server.Pause();

        Assert.IsAssignableFrom<TimeoutException>(await FailsSoonAsync(async () => await host.Store.ClaimAsync(NewRequest(), default)));
        Assert.IsAssignableFrom<TimeoutException>(await FailsSoonAsync(async () => await host.Store.RenewAsync(claim, Ample, default)));
        Assert.IsAssignableFrom<TimeoutException>(await FailsSoonAsync(async () => await host.Store.CompleteAsync(claim, Ample, default)));
        server.Resume();
        await Eventually.HoldsAsync(
            async () => await UntilAnsweredAsync(async () => await host.Store.StatusAsync(request)) == IllowClaimStatus.Completed);
        await host.Store.MustClaimAsync(NewRequest());
    }

    [Fact]
    public async Task Claim_TimedOutWhilePaused_BlocksNoRetry()
    {
        await using var server = await RedisServer.StartAsync();
        await using var host = StoreHost.Over(server, StoreTimeout);
        await using var other = StoreHost.Over(server);
        await other.Store.MustClaimAsync(NewRequest());
        await host.Store.MustClaimAsync(NewRequest());
        var request = NewRequest(Ample);

        server.Pause();
        await FailsSoonAsync(async () => await host.Store.ClaimAsync(request, default));
        server.Resume();

        await Eventually.HoldsAsync(
            async () => await UntilAnsweredAsync(async () => await other.Store.StatusAsync(request)) == IllowClaimStatus.Claimed);
    }

    [Fact]
    public async Task Claim_CancelledWhilePaused_EndsAtOnceAndBlocksNoRetry()
    {
        await using var server = await RedisServer.StartAsync();
        await using var host = StoreHost.Over(server, TimeSpan.FromSeconds(20));
        await host.Store.MustClaimAsync(NewRequest());
        var request = NewRequest(Ample);
        using var cancellation = new CancellationTokenSource();

        server.Pause();
        var claiming = host.Store.ClaimAsync(request, cancellation.Token).AsTask();
        await cancellation.CancelAsync();
        Assert.IsAssignableFrom<OperationCanceledException>(await FailsSoonAsync(() => claiming));
        server.Resume();

        await Eventually.HoldsAsync(async () => await host.Store.StatusAsync(request) == IllowClaimStatus.Claimed);
    }

    [Theory]
    [InlineData("SCRIPT FLUSH")]
    [InlineData("FLUSHALL")]
    public async Task Store_ServerForgets_GoesOn(string command)
    {
        await using var server = await RedisServer.StartAsync();
        await using var host = StoreHost.Over(server);
        var request = NewRequest();
        var claim = await host.Store.MustClaimAsync(request);
        Assert.True(await host.Store.RenewAsync(claim, Ample, default));
        var another = await host.Store.MustClaimAsync(NewRequest());
        Assert.True(await host.Store.CompleteAsync(another, Ample, default));
        await host.Store.ReleaseAsync(another, default);

        await server.SayAsync(command);

        var kept = command != "FLUSHALL";
        Assert.Equal(kept, await host.Store.RenewAsync(claim, Ample, default));
        Assert.Equal(kept, await host.Store.CompleteAsync(claim, Ample, default));
        await host.Store.ReleaseAsync(claim, default);
        Assert.Equal(kept ? IllowClaimStatus.Completed : IllowClaimStatus.Claimed, await host.Store.StatusAsync(request));
    }

    [Fact]
    public async Task Store_MemoryFull_TakesNoNewClaimAndFinishesOldOnes()
    {
        await using var server = await RedisServer.StartAsync();
        await using var host = StoreHost.Over(server);
        var (first, second) = (NewRequest(), NewRequest());
        var (done, freed) = (await host.Store.MustClaimAsync(first), await host.Store.MustClaimAsync(second));

        await server.SayAsync("CONFIG SET maxmemory 1");

        Assert.Equal(IllowClaimStatus.Full, await host.Store.StatusAsync(NewRequest()));
        Assert.True(await host.Store.RenewAsync(done, Ample, default));
        Assert.True(await host.Store.CompleteAsync(done, Ample, default));
        await host.Store.ReleaseAsync(freed, default);
        Assert.Equal(IllowClaimStatus.Completed, await host.Store.StatusAsync(first));
        await server.SayAsync("CONFIG SET maxmemory 0");
        await host.Store.MustClaimAsync(second);
        await host.Store.MustClaimAsync(NewRequest());
    }
}
