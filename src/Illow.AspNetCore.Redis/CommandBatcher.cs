using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Illow.AspNetCore.Redis;

/// <summary>
/// Sends commands that come while others wait for their answer together: where many deliveries are handled at once, a packet for each
/// command is most of what it costs. Commands leave in the order in which they came. Thread-safe.
/// </summary>
internal sealed class CommandBatcher(IDatabase database, ILogger logger) : IThreadPoolWorkItem
{
    private const CommandFlags Flags = CommandFlags.DemandMaster;

    private readonly Lock _gate = new();
    private IBatch? _batch;
    private Task _last = Task.CompletedTask;

    internal IDatabase Database => database;

    /// <summary>Sets a key that is not there yet, and gives whether it was not.</summary>
    internal Task<bool> AddAsync(RedisKey key, RedisValue value, TimeSpan expiry)
    {
        lock (_gate)
        {
            var task = Target().StringSetAsync(key, value, expiry, When.NotExists, Flags);
            _last = task;
            return task;
        }
    }

    /// <summary>Runs a script, whose text the server is given only where it does not have it.</summary>
    internal async Task<RedisResult> RunAsync(StoreScript script, RedisKey key, RedisValue[] arguments)
    {
        try
        {
            return await SendAsync(script.Hash, [key], arguments);
        }
        catch (RedisServerException unknown) when (unknown.Kind == RedisErrorKind.NoScript)
        {
            return await database.ScriptEvaluateAsync(script.Text, [key], arguments, Flags);
        }
    }

    /// <summary>Sends what has gathered.</summary>
    void IThreadPoolWorkItem.Execute()
    {
        lock (_gate)
        {
            var batch = _batch!;
            _batch = null;
            try
            {
                batch.Execute();
            }
            catch (Exception error)
            {
                // Its commands have failed by themselves, or end with the time of their steps
                Log.NotSent(logger, error);
            }
        }
    }

    private Task<RedisResult> SendAsync(byte[] hash, RedisKey[] keys, RedisValue[] arguments)
    {
        lock (_gate)
        {
            var task = Target().ScriptEvaluateAsync(hash, keys, arguments, Flags);
            _last = task;
            return task;
        }
    }

    // Redis answers in turn: where the last command has its answer, there is nothing to gather for
    private IDatabaseAsync Target()
    {
        if (_batch is null)
        {
            if (_last.IsCompleted)
            {
                return database;
            }

            // Behind the work that waits already, so that the commands of those deliveries come along
            _batch = database.CreateBatch();
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }

        return _batch;
    }
}
