using Illow.AspNetCore.StoreConformance;

namespace Illow.AspNetCore.Redis.Tests;

public sealed class RedisStoreConformanceTests(RedisFixture redis)
    : IdempotencyStoreConformance, IClassFixture<RedisFixture>, IAsyncDisposable
{
    private readonly List<StoreHost> _hosts = [];

    protected override async ValueTask<IIllowIdempotencyStore> CreateStoreAsync()
    {
        var host = StoreHost.Over(await redis.ServerAsync(), TimeSpan.FromSeconds(20));
        _hosts.Add(host);
        return host.Store;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts)
        {
            await host.DisposeAsync();
        }
    }
}
