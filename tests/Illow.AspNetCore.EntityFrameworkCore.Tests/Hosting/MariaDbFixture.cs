using Illow.AspNetCore.Tests.Servers;

[assembly: AssemblyFixture(typeof(Illow.AspNetCore.EntityFrameworkCore.Tests.Hosting.MariaDbFixture))]

namespace Illow.AspNetCore.EntityFrameworkCore.Tests.Hosting;

/// <summary>One MariaDB for all tests, started by the first that needs it.</summary>
public sealed class MariaDbFixture : IAsyncDisposable
{
    private readonly Lazy<Task<MariaDbServer>> _server = new(MariaDbServer.StartAsync);

    internal Task<MariaDbServer> GetAsync() => _server.Value;

    public async ValueTask DisposeAsync()
    {
        if (_server is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
        {
            await (await _server.Value).DisposeAsync();
        }
    }
}
