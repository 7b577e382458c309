using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Illow.AspNetCore.Redis;

/// <summary>The connection to Redis: made when it is first needed, and never waited for longer than the settings allow.</summary>
internal sealed class RedisConnection(
    IOptions<IllowRedisStoreOptions> options, IServiceProvider services, ILoggerFactory loggers) : IDisposable, IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly ILogger _logger = loggers.CreateLogger(Log.Category);
    private readonly TimeSpan _timeout = options.Value.CommandTimeout;
    private Task<IConnectionMultiplexer>? _connecting;
    private volatile CommandBatcher? _commands;
    private bool _disposed;

    /// <summary>Sets a key that is not there yet, in one round trip.</summary>
    /// <returns>Whether it was not there.</returns>
    /// <exception cref="TimeoutException">Redis did not answer in time. The command may still take effect.</exception>
    /// <exception cref="RedisException">Redis could not be reached, or refused the command.</exception>
    internal Task<bool> TryAddAsync(RedisKey key, RedisValue value, TimeSpan expiry, CancellationToken cancellationToken) =>
        _commands is { } commands
            ? InTimeAsync(commands.AddAsync(key, value, expiry), cancellationToken)
            : ConnectAndTryAddAsync(key, value, expiry, cancellationToken);

    /// <summary>Runs a script on the database, in one round trip but where the server has to be given it first.</summary>
    /// <exception cref="TimeoutException">Redis did not answer in time. The script may still take effect.</exception>
    /// <exception cref="RedisException">Redis could not be reached, or refused the script.</exception>
    internal Task<RedisResult> RunAsync(StoreScript script, RedisKey key, RedisValue[] arguments, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return _commands is { } commands
            ? InTimeAsync(commands.RunAsync(script, key, arguments), cancellationToken)
            : ConnectAndRunAsync(script, key, arguments, cancellationToken);
    }

    /// <summary>Sees that a server which takes writes answers.</summary>
    /// <exception cref="TimeoutException">Redis did not answer in time.</exception>
    /// <exception cref="RedisException">Redis could not be reached.</exception>
    internal async Task PingAsync(CancellationToken cancellationToken)
    {
        var commands = await GetCommandsAsync(cancellationToken);
        await InTimeAsync(commands.Database.PingAsync(CommandFlags.DemandMaster), cancellationToken);
    }

    /// <summary>Runs a step on every primary server.</summary>
    /// <exception cref="RedisException">No primary server could be reached.</exception>
    internal async Task<IReadOnlyList<(string Server, T Answer)>> RunOnPrimariesAsync<T>(
        Func<IServer, Task<T>> step, CancellationToken cancellationToken)
    {
        var connection = await GetAsync(cancellationToken);
        var primaries = connection.GetServers().Where(server => server is { IsConnected: true, IsReplica: false }).ToList();
        if (primaries.Count == 0)
        {
            throw new RedisConnectionException(
                ConnectionFailureType.UnableToConnect, CommandFlags.None, "No Redis server that takes writes is connected.");
        }

        var answers = new List<(string, T)>();
        foreach (var server in primaries)
        {
            answers.Add((server.EndPoint.ToString() ?? "", await InTimeAsync(step(server), cancellationToken)));
        }

        return answers;
    }

    public void Dispose()
    {
        if (Close() is { } own)
        {
            own.Dispose();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Close() is { } own)
        {
            await own.DisposeAsync();
        }
    }

    private async Task<RedisResult> ConnectAndRunAsync(
        StoreScript script, RedisKey key, RedisValue[] arguments, CancellationToken cancellationToken)
    {
        var commands = await ConnectAndGetCommandsAsync(cancellationToken);
        return await InTimeAsync(commands.RunAsync(script, key, arguments), cancellationToken);
    }

    private async Task<bool> ConnectAndTryAddAsync(
        RedisKey key, RedisValue value, TimeSpan expiry, CancellationToken cancellationToken)
    {
        var commands = await ConnectAndGetCommandsAsync(cancellationToken);
        return await InTimeAsync(commands.AddAsync(key, value, expiry), cancellationToken);
    }

    private ValueTask<CommandBatcher> GetCommandsAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return _commands is { } commands ? new(commands) : ConnectAndGetCommandsAsync(cancellationToken);
    }

    private async ValueTask<CommandBatcher> ConnectAndGetCommandsAsync(CancellationToken cancellationToken)
    {
        var connection = await GetAsync(cancellationToken);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _commands ??= new CommandBatcher(connection.GetDatabase(options.Value.Database ?? -1), _logger);
        }
    }

    private Task<IConnectionMultiplexer> GetAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_connecting is null or { IsFaulted: true } or { IsCanceled: true })
            {
                // On the pool: an application's own factory may block
                _connecting = Task.Run(ConnectAsync, CancellationToken.None);
            }

            return _connecting.IsCompletedSuccessfully ? _connecting : InTimeAsync(_connecting, cancellationToken);
        }
    }

    private async Task<IConnectionMultiplexer> ConnectAsync()
    {
        if (options.Value.ConnectionFactory is { } factory)
        {
            return factory(services);
        }

        var connection = await ConnectionMultiplexer.ConnectAsync(Configuration());
        connection.ConnectionFailed += (_, lost) => Report(lost, Log.ConnectionLost);
        connection.ConnectionRestored += (_, restored) => Report(restored, Log.ConnectionRestored);
        lock (_gate)
        {
            if (!_disposed)
            {
                return connection;
            }
        }

        await connection.DisposeAsync();
        throw new ObjectDisposedException(nameof(RedisConnection));
    }

    private ConfigurationOptions Configuration()
    {
        var configuration = options.Value.ConfigurationOptions?.Clone();
        if (configuration is null)
        {
            configuration = ConfigurationOptions.Parse(options.Value.Configuration!);
            configuration.ReconnectRetryPolicy = new LinearRetry((int)TimeSpan.FromSeconds(1).TotalMilliseconds);
            configuration.AsyncTimeout = (int)_timeout.TotalMilliseconds;
        }

        configuration.AbortOnConnectFail = false;
        return configuration;
    }

    private async Task<T> InTimeAsync<T>(Task<T> task, CancellationToken cancellationToken)
    {
        try
        {
            return await task.WaitAsync(_timeout, cancellationToken);
        }
        catch (Exception error) when (error is (TimeoutException or OperationCanceledException) && !task.IsCompleted)
        {
            // Nobody waits for it any more, so nobody would see it fail
            _ = task.ContinueWith(
                static late => late.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            if (error is OperationCanceledException)
            {
                throw;
            }

            throw new TimeoutException(
                $"Redis did not answer within {_timeout.TotalMilliseconds} ms " +
                $"({nameof(IllowRedisStoreOptions)}.{nameof(IllowRedisStoreOptions.CommandTimeout)}).");
        }
    }

    private void Report(ConnectionFailedEventArgs change, Action<ILogger, string> report)
    {
        if (change.ConnectionType == ConnectionType.Interactive)
        {
            report(_logger, change.EndPoint?.ToString() ?? "");
        }
    }

    private IConnectionMultiplexer? Close()
    {
        lock (_gate)
        {
            _disposed = true;
            _commands = null;
            var own = options.Value.ConnectionFactory is null && _connecting is { IsCompletedSuccessfully: true } connected
                ? connected.Result
                : null;
            _connecting = null;
            return own;
        }
    }
}
