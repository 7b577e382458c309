using System.Globalization;
using Illow.AspNetCore.Tests;
using Illow.AspNetCore.Tests.Servers;
using StackExchange.Redis;
using static Illow.AspNetCore.Redis.Tests.Deliver;

namespace Illow.AspNetCore.Redis.Tests;

/// <summary>What the store asks of Redis.</summary>
public sealed class CommandTests
{
    [Fact]
    public async Task Claim_NewEvent_IsAPlainCommandOnceTheClockIsKnown()
    {
        await using var server = await RedisServer.StartAsync();
        await using var host = StoreHost.Over(server);
        await host.Store.MustClaimAsync(NewRequest());
        await server.SayAsync("CONFIG RESETSTAT");

        for (var i = 0; i < 5; i++)
        {
            await host.Store.MustClaimAsync(NewRequest());
        }

        Assert.Equal((5, 0), (await CallsAsync(server, "set"), await CallsAsync(server, "evalsha")));
    }

    [Fact]
    public async Task Fences_OfPlainClaimsAndScripts_GrowAcrossStores()
    {
        await using var server = await RedisServer.StartAsync();
        await using var first = StoreHost.Over(server);
        await using var second = StoreHost.Over(server);
        var request = NewRequest();
        var last = 0L;
        for (var round = 0; round < 10; round++)
        {
            foreach (var store in new[] { first.Store, second.Store })
            {
                // By a plain command where there is no record, by the script after the release
                foreach (var claim in new[] { await NextAsync(store), await NextAsync(store) })
                {
                    Assert.True(claim.Fence > last, $"{claim.Fence} after {last}");
                    last = claim.Fence;
                }

                await server.SayAsync("FLUSHALL");
            }
        }

        async Task<IllowClaim> NextAsync(IIllowIdempotencyStore store)
        {
            var claim = await store.MustClaimAsync(request);
            await store.ReleaseAsync(claim, default);
            return claim;
        }
    }

    [Fact]
    public async Task Claim_CancelledAmongOthers_IsGivenBackAfterItWasMade()
    {
        await using var server = await RedisServer.StartAsync();
        await using var host = StoreHost.Over(server);
        await using var other = StoreHost.Over(server);
        await host.Store.MustClaimAsync(NewRequest());
        var requests = Enumerable.Range(0, 100).Select(_ => NewRequest()).ToList();
        using var cancellation = new CancellationTokenSource();
        var claims = requests.Select(request => host.Store.ClaimAsync(request, cancellation.Token).AsTask()).ToList();
        await cancellation.CancelAsync();
        await Task.WhenAll(claims).ContinueWith(_ => { }, TaskScheduler.Default);

        foreach (var (request, claim) in requests.Zip(claims))
        {
            if (claim.IsCanceled)
            {
                await Eventually.HoldsAsync(async () => await other.Store.StatusAsync(request) == IllowClaimStatus.Claimed);
            }
        }
    }

    [Fact]
    public async Task Claim_MemoryFull_StillTellsWhatIsDone()
    {
        await using var server = await RedisServer.StartAsync();
        await using var host = StoreHost.Over(server);
        var request = NewRequest();
        Assert.True(await host.Store.CompleteAsync(await host.Store.MustClaimAsync(request), Ample, default));

        await server.SayAsync("CONFIG SET maxmemory 1");

        Assert.Equal(IllowClaimStatus.Completed, await host.Store.StatusAsync(request));
        Assert.Equal(IllowClaimStatus.KeyReused, await host.Store.StatusAsync(request with { BodyHash = NewRequest().BodyHash }));
        Assert.Equal(IllowClaimStatus.Full, await host.Store.StatusAsync(NewRequest()));
    }

    private static async Task<int> CallsAsync(RedisServer server, string command)
    {
        var line = (await InfoAsync(server, "commandstats")).FirstOrDefault(pair => pair.Key == "cmdstat_" + command);
        return line.Key is null ? 0 : int.Parse(line.Value.Split(',')[0]["calls=".Length..], CultureInfo.InvariantCulture);
    }

    private static async Task<IEnumerable<KeyValuePair<string, string>>> InfoAsync(RedisServer server, string section)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(server.Address + ",allowAdmin=true");
        return (await connection.GetServers().Single().InfoAsync(section)).SelectMany(group => group);
    }
}
