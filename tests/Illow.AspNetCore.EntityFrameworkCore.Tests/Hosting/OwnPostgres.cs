using Illow.AspNetCore.Tests.Servers;
using Microsoft.EntityFrameworkCore;

namespace Illow.AspNetCore.EntityFrameworkCore.Tests.Hosting;

/// <summary>A PostgreSQL for one class of tests, which may stop and kill it.</summary>
public sealed class OwnPostgres : IAsyncDisposable
{
    private PostgresServer? _server;

    internal PostgresServer Server => _server!;

    /// <summary>
    /// Starts the server where it is not running. Called by each test itself, since a fixture cannot skip it where there is no server.
    /// </summary>
    internal async ValueTask EnsureRunningAsync()
    {
        if (_server is null)
        {
            _server = await PostgresServer.StartAsync();
            await using var context = new AppDb(new DbContextOptionsBuilder<AppDb>().UseNpgsql(Server.ConnectionString("app")).Options);
            await context.Database.EnsureCreatedAsync();
        }
        else if (!_server.IsRunning)
        {
            await _server.StartAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }
}
