using Illow.AspNetCore.Tests.Servers;

namespace Illow.AspNetCore.Tests.Faults;

/// <summary>The stores under test, each with a real server where it needs one.</summary>
internal sealed class Stores : IAsyncDisposable
{
    private RedisServer? _redis;
    private PostgresServer? _postgres;

    internal RedisServer Redis => _redis!;

    internal PostgresServer Postgres => _postgres!;

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
            default:
                return "";
        }
    }

    public async ValueTask DisposeAsync()
    {
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
