using System.Globalization;
using Illow.AspNetCore.Tests;
using Illow.AspNetCore.Tests.Servers;
using StackExchange.Redis;
using static Illow.AspNetCore.Redis.Tests.Deliver;

namespace Illow.AspNetCore.Redis.Tests;

public sealed class ClusterTests
{
    [Fact]
    public async Task EveryStep_OverTwoNodes_Works()
    {
        await using var first = await StartNodeAsync();
        await using var second = await StartNodeAsync();
        await first.SayAsync("CLUSTER ADDSLOTSRANGE 0 8191");
        await second.SayAsync("CLUSTER ADDSLOTSRANGE 8192 16383");
        await first.SayAsync(string.Create(CultureInfo.InvariantCulture, $"CLUSTER MEET 127.0.0.1 {second.Port} {second.BusPort}"));
        await using var watcher = await ConnectedAsync(first, second);
        await using var host = StoreHost.Over(first);

        for (var i = 0; i < 50; i++)
        {
            var request = NewRequest();
            await host.Store.ReleaseAsync(await host.Store.MustClaimAsync(request), default);
            var claim = await host.Store.MustClaimAsync(request);
            Assert.True(await host.Store.RenewAsync(claim, Ample, default));
            Assert.True(await host.Store.CompleteAsync(claim, Ample, default));
            Assert.Equal(IllowClaimStatus.Completed, await host.Store.StatusAsync(request));
        }

        Assert.All(watcher.GetServers(), node => Assert.NotEmpty(node.Keys()));
        Assert.Equal(50, watcher.GetServers().Sum(node => node.Keys().Count()));
    }

    private static Task<RedisServer> StartNodeAsync() => RedisServer.StartAsync([.. RedisServer.Durable, "--cluster-enabled", "yes"]);

    private static async Task<ConnectionMultiplexer> ConnectedAsync(params RedisServer[] nodes)
    {
        var connection = await ConnectionMultiplexer.ConnectAsync(
            string.Join(',', nodes.Select(node => node.Address)) + ",allowAdmin=true");
        await Eventually.HoldsAsync(async () =>
        {
            var states = await Task.WhenAll(connection.GetServers().Select(node => node.ExecuteAsync("CLUSTER", "INFO")));
            return states.All(state => state.ToString().Contains("cluster_state:ok", StringComparison.Ordinal));
        });
        return connection;
    }
}
