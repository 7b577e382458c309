using Illow.AspNetCore.Tests.Servers;

namespace Illow.AspNetCore.Redis.Tests;

/// <summary>One server for all tests of a class. Started by the first test, so that its absence skips tests and fails none.</summary>
public sealed class RedisFixture : IAsyncLifetime
{
    private RedisServer? _server;

    internal async ValueTask<RedisServer> ServerAsync() => _server ??= await RedisServer.StartAsync();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }
}
