using Illow.AspNetCore.Tests.Servers;

[assembly: AssemblyFixture(typeof(Illow.AspNetCore.EntityFrameworkCore.Tests.Hosting.PostgresFixture))]

namespace Illow.AspNetCore.EntityFrameworkCore.Tests.Hosting;

/// <summary>One PostgreSQL for all tests, started by the first that needs it.</summary>
public sealed class PostgresFixture : IAsyncDisposable
{
    // A commit in a session with synchronous_commit=on waits for a standby that never comes; all others are as good as on a server without
    private readonly Lazy<Task<PostgresServer>> _server =
        new(() => PostgresServer.StartAsync("synchronous_commit=local", "synchronous_standby_names=nobody"));

    internal Task<PostgresServer> GetAsync() => _server.Value;

    public async ValueTask DisposeAsync()
    {
        if (_server is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
        {
            await (await _server.Value).DisposeAsync();
        }
    }
}
