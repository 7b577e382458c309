using Illow.AspNetCore.Tests.Servers;

namespace Illow.AspNetCore.Tests.Faults;

/// <summary>The stores under test, each with a real server where it needs one.</summary>
internal sealed class Stores : IAsyncDisposable
{
    private RedisServer? _redis;
    private PostgresServer? _postgres;
    private MariaDbServer? _mariaDb;

    /// <summary>Starts the store's server and answers its connection string.</summary>
    internal async Task<string> StartAsync(string store)
    {
        switch (store)
        {
            case "Redis":
                _redis = await RedisServer.StartAsync();
                return _redis.Address + ",connectTimeout=2000,asyncTimeout=2000";
            case "Sqlite":
                return "Data Source={folder}/inbox.db";
            case "Postgres" or "PostgresTransactional":
                _postgres = await PostgresServer.StartAsync();
                return _postgres.ConnectionString("faults", "Timeout=3;Command Timeout=3;Maximum Pool Size=40");
            case "MariaDb" or "MariaDbTransactional":
                _mariaDb = await MariaDbServer.StartAsync();

                // A connection for each delivery: its pool blocks the threads that wait for one
                return _mariaDb.ConnectionString("faults", "Connection Timeout=3;Default Command Timeout=3;Maximum Pool Size=220");
            default:
                return "";
        }
    }

    /// <summary>Ends the PostgreSQL in good order.</summary>
    internal Task StopAsync() => _postgres!.StopAsync();

    /// <summary>kill -9 of the server.</summary>
    internal Task KillAsync() => _redis?.KillAsync() ?? _postgres?.KillAsync() ?? _mariaDb!.KillAsync();

    /// <summary>Starts the server again, over what it has on disk.</summary>
    internal Task RestartAsync() => _redis?.StartAsync() ?? _postgres?.StartAsync() ?? _mariaDb!.StartAgainAsync();

    /// <summary>The server stands still; its connections stay open.</summary>
    internal async Task PauseAsync()
    {
        _redis?.Pause();
        _mariaDb?.Pause();
        await (_postgres?.PauseAsync() ?? Task.CompletedTask);
    }

    internal async Task ResumeAsync()
    {
        _redis?.Resume();
        _mariaDb?.Resume();
        await (_postgres?.ResumeAsync() ?? Task.CompletedTask);
    }

    public async ValueTask DisposeAsync()
    {
        if (_mariaDb is not null)
        {
            await _mariaDb.DisposeAsync();
        }

        if (_redis is not null)
        {
            await _redis.DisposeAsync();
        }

        if (_postgres is not null)
        {
            await _postgres.DisposeAsync();
        }
    }
}
