using Illow.AspNetCore.EntityFrameworkCore.Tests.Hosting;
using Illow.AspNetCore.Tests;
using Illow.AspNetCore.Tests.Servers;
using Microsoft.EntityFrameworkCore;

namespace Illow.AspNetCore.EntityFrameworkCore.Tests.Outages;

/// <summary>A MariaDB of their own, which these tests kill and stop.</summary>
public sealed class MariaDbOutageTests : IAsyncLifetime
{
    private MariaDbServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await MariaDbServer.StartAsync();
        await using var context = new AppDb(new DbContextOptionsBuilder<AppDb>().UseMySQL(_server.ConnectionString("app")).Options);
        await context.Database.EnsureCreatedAsync();
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Steps_ServerStopped_ThrowAndWorkAgainWhenItIsBack()
    {
        await using var host = NewHost();
        var (held, request) = (NewRequest(), NewRequest());
        var claim = (await host.Store.ClaimAsync(held, default)).Claim;
        await _server.StopAsync();

        await Assert.ThrowsAnyAsync<Exception>(async () => await host.Store.ClaimAsync(request, default));
        await Assert.ThrowsAnyAsync<Exception>(async () => await host.Store.CompleteAsync(claim, TimeSpan.FromDays(1), default));
        var ran = false;
        await Assert.ThrowsAnyAsync<Exception>(() => host.ExecuteAsync(request, (_, _) => Task.FromResult(ran = true)));
        Assert.False(ran);

        await _server.StartAgainAsync();
        await EventuallyClaimsAsync(host, request);
        Assert.True(await host.Store.CompleteAsync(claim, TimeSpan.FromDays(1), default));
    }

    [Fact]
    public async Task Claims_ServerKilledUnderLoad_WorkAgainWhenItIsBackAndRecordsAreThere()
    {
        await using var host = NewHost();
        var completed = NewRequest();
        await host.Store.CompleteAsync((await host.Store.ClaimAsync(completed, default)).Claim, TimeSpan.FromDays(1), default);
        using var stop = new CancellationTokenSource();
        // Fewer than the pool has connections: MySql.Data blocks threads while it waits for one
        var load = Enumerable.Range(0, 20).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                try
                {
                    await host.Store.ClaimAsync(NewRequest(), default);
                }
                catch (Exception)
                {
                    await Task.Delay(50);
                }
            }
        })).ToList();
        await Task.Delay(300);
        await _server.KillAsync();
        await Task.Delay(1000);
        await _server.StartAgainAsync();

        await EventuallyClaimsAsync(host, NewRequest());
        await stop.CancelAsync();
        await Task.WhenAll(load);
        Assert.Equal(IllowClaimStatus.Completed, (await host.Store.ClaimAsync(completed, default)).Status);
    }

    private static Task EventuallyClaimsAsync(StoreHost host, IllowClaimRequest request) => Eventually.HoldsAsync(async () =>
    {
        try
        {
            return (await host.Store.ClaimAsync(request, default)).Status == IllowClaimStatus.Claimed;
        }
        catch (Exception)
        {
            return false;
        }
    });

    private StoreHost NewHost() => new(
        options => options.UseMySQL(
            _server.ConnectionString("app", "Connection Timeout=3;Default Command Timeout=3;Maximum Pool Size=100")),
        options => options.Transactional = true);

    private static IllowClaimRequest NewRequest()
    {
        var digest = IllowDigest.Of(Guid.NewGuid().ToByteArray());
        return new(digest, digest, TimeSpan.FromMinutes(1), TimeSpan.FromDays(1));
    }
}
