using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Illow.AspNetCore.Tests;
using Microsoft.Extensions.Logging.Testing;
using StackExchange.Redis;

namespace Illow.AspNetCore.Redis.Tests;

public sealed class CommandBatcherTests
{
    private readonly FakeDatabase _redis = FakeDatabase.Create<IDatabase>();
    private readonly FakeLogger _logger = new();
    private readonly CommandBatcher _batcher;

    public CommandBatcherTests() => _batcher = new CommandBatcher((IDatabase)(object)_redis, _logger);

    [Fact]
    public async Task Command_NobodyWaits_IsSentAtOnce()
    {
        for (var i = 0; i < 3; i++)
        {
            var adding = AddAsync();
            _redis.Answer();
            Assert.True(await adding);
        }

        Assert.Empty(_redis.Batches);
    }

    [Fact]
    public async Task Commands_OneWaitsForItsAnswer_LeaveTogether()
    {
        const int More = 1000;
        var first = AddAsync();

        var others = Enumerable.Range(0, More).Select(_ => AddAsync()).ToList();

        Assert.Single(_redis.Commands);
        await Eventually.HoldsAsync(() => _redis.Batches.All(batch => batch.IsSent));
        Assert.Equal(More, _redis.Batches.Sum(batch => batch.Commands.Count));
        Assert.InRange(_redis.Batches.Count, 1, More * 9 / 10);
        _redis.Answer();
        Assert.True(await first);
        Assert.All(others, task => Assert.False(task.IsCompleted));
    }

    [Fact]
    public async Task Commands_CannotBeSent_AreLoggedAndTheNextGoOn()
    {
        _redis.Failure = new InvalidOperationException("no connection");
        _ = AddAsync();
        _ = AddAsync();

        await Eventually.HoldsAsync(() => _logger.Collector.GetSnapshot().Any(line => line.Exception == _redis.Failure));
        _ = AddAsync();
        await Eventually.HoldsAsync(() => _redis.Batches.Count == 2);
    }

    [Fact]
    public async Task Script_ServerDoesNotHaveIt_IsSentWithItsText()
    {
        var running = _batcher.RunAsync(StoreScripts.Release, "key", ["owner", 1]);
        _redis.Refuse(RedisErrorKind.NoScript);
        await Eventually.HoldsAsync(() => _redis.Commands.Count == 2);

        Assert.Equal([StoreScripts.Release.Hash, StoreScripts.Release.Text], _redis.Commands);
        _redis.Answer();
        Assert.True((bool)await running);
    }

    private Task<bool> AddAsync() => _batcher.AddAsync("key", "value", TimeSpan.FromMinutes(1));

    /// <summary>A database or a batch, whose commands are answered when the test says so.</summary>
    [SuppressMessage("Performance", "CA1852", Justification = "The proxies derive from it.")]
    internal class FakeDatabase : DispatchProxy
    {
        private readonly ConcurrentQueue<object> _waiting = [];

        internal ConcurrentQueue<object?> Commands { get; } = [];

        internal List<FakeDatabase> Batches { get; } = [];

        internal Exception? Failure { get; set; }

        internal bool IsSent { get; private set; }

        internal static FakeDatabase Create<T>()
            where T : class => (FakeDatabase)(object)Create<T, FakeDatabase>();

        internal void Answer()
        {
            Assert.True(_waiting.TryDequeue(out var command));
            switch (command)
            {
                case TaskCompletionSource<bool> added:
                    added.SetResult(true);
                    break;
                case TaskCompletionSource<RedisResult> ran:
                    ran.SetResult(RedisResult.Create(1));
                    break;
            }
        }

        internal void Refuse(RedisErrorKind kind)
        {
            Assert.True(_waiting.TryDequeue(out var command));
            ((TaskCompletionSource<RedisResult>)command).SetException(
                new RedisServerException(kind, CommandFlags.None, "refused"));
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            switch (targetMethod!.Name)
            {
                case nameof(IDatabase.CreateBatch):
                    var batch = Create<IBatch>();
                    batch.Failure = Failure;
                    Batches.Add(batch);
                    return batch;
                case nameof(IBatch.Execute):
                    IsSent = true;
                    return Failure is null ? null : throw Failure;
                case nameof(IDatabase.StringSetAsync):
                    return Wait<bool>(args![1]);
                default:
                    return Wait<RedisResult>(args![0]);
            }
        }

        private Task<T> Wait<T>(object? command)
        {
            Commands.Enqueue(command);
            var answer = new TaskCompletionSource<T>();
            _waiting.Enqueue(answer);
            return answer.Task;
        }
    }
}
