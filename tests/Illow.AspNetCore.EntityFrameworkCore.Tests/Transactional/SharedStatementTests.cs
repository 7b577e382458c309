using System.Data.Common;
using Illow.AspNetCore.EntityFrameworkCore.Tests.Hosting;
using Illow.AspNetCore.Tests;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Illow.AspNetCore.EntityFrameworkCore.Tests.Transactional;

/// <summary>Steps that come while others of their kind are written share a statement, and nothing else.</summary>
public abstract class SharedStatementTests(TestDatabase database) : IAsyncLifetime
{
    private StoreHost? _host;

    private StoreHost Host => _host ??= new StoreHost(database.Configure);

    public ValueTask InitializeAsync() => database.EnsureCreatedAsync();

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Claims_AtOnce_ShareStatementsAndAreEachOnesOwn()
    {
        await WarmUpAsync(Host);
        using var commands = new CountedCommands(await DatabaseNameAsync());
        var requests = Enumerable.Range(0, 60).Select(_ => NewRequest()).ToList();
        var claims = await ClaimAllAsync(Host, requests);

        Assert.All(claims, claim => Assert.Equal(IllowClaimStatus.Claimed, claim.Status));
        Assert.Equal(60, claims.Select(claim => claim.Claim.Owner).Distinct().Count());
        Assert.Equal(requests.Select(request => request.Scope), claims.Select(claim => claim.Claim.Scope));
        Assert.InRange(commands.Count, 1, 30);
        Assert.Equal(60, await database.CountAsync(requests.Select(request => request.Scope)));

        // Each holds what it was told it holds
        foreach (var claim in claims)
        {
            Assert.True(await Host.Store.RenewAsync(claim.Claim, TimeSpan.FromMinutes(1), default));
        }
    }

    [Fact]
    public async Task Claims_AtOnceOfOneKey_OneHasIt()
    {
        var request = NewRequest();
        var claims = await ClaimAllAsync(Host, [.. Enumerable.Repeat(request, 20), .. Enumerable.Range(0, 20).Select(_ => NewRequest())]);

        Assert.Single(claims[..20], claim => claim.Status == IllowClaimStatus.Claimed);
        Assert.Equal(19, claims[..20].Count(claim => claim.Status == IllowClaimStatus.InProgress));
        Assert.All(claims[20..], claim => Assert.Equal(IllowClaimStatus.Claimed, claim.Status));
    }

    [Fact]
    public async Task Claims_AtOnceAndSomeKnown_AreAnsweredByTheirRecords()
    {
        var (done, reused, ended) = (NewRequest(), NewRequest(), NewRequest());
        await Host.Store.CompleteAsync((await Host.Store.ClaimAsync(done, default)).Claim, TimeSpan.FromDays(1), default);
        await Host.Store.ClaimAsync(reused, default);
        var old = (await Host.Store.ClaimAsync(ended, default)).Claim;
        await Host.Store.ReleaseAsync(old, default);
        var claims = await ClaimAllAsync(
            Host, [.. Enumerable.Range(0, 20).Select(_ => NewRequest()), done, reused with { BodyHash = NewRequest().BodyHash }, ended]);

        Assert.All(claims[..20], claim => Assert.Equal(IllowClaimStatus.Claimed, claim.Status));
        Assert.Equal(
            [IllowClaimStatus.Completed, IllowClaimStatus.KeyReused, IllowClaimStatus.Claimed], claims[20..].Select(claim => claim.Status));
        Assert.True(claims[^1].Claim.Fence > old.Fence);
    }

    [Fact]
    public async Task Claims_AtOnceAndOneRefused_FailsAlone()
    {
        await ChangeAsync(Refuse);
        try
        {
            var claiming = await ClaimTogetherAsync(
                Host, Enumerable.Range(0, 40).Select(i => i == 20 ? NewRequest() with { BodyHash = default } : NewRequest()));
            await Assert.ThrowsAnyAsync<DbException>(() => claiming[20]);
            claiming.RemoveAt(20);

            Assert.All(await Task.WhenAll(claiming), claim => Assert.Equal(IllowClaimStatus.Claimed, claim.Status));
        }
        finally
        {
            await ChangeAsync(Allow);
        }
    }

    [Fact]
    public async Task Completions_AtOnce_ShareStatementsAndLastTheRetention()
    {
        var requests = Enumerable.Range(0, 40).Select(_ => NewRequest()).ToList();
        var claims = await ClaimAllAsync(Host, requests);
        using var commands = new CountedCommands(await DatabaseNameAsync());

        Assert.All(await CompleteAllAsync(claims), Assert.True);
        Assert.InRange(commands.Count, 1, 20);
        Assert.All(await ClaimAllAsync(Host, requests), claim => Assert.Equal(IllowClaimStatus.Completed, claim.Status));
        await using var context = database.NewContext();
        var soon = DateTimeOffset.UtcNow.AddHours(23).ToUnixTimeMilliseconds() * 1000;
        Assert.Empty(await context.Set<Dictionary<string, object>>("IllowWebhookInbox")
            .Where(row => EF.Property<int>(row, "State") == 2 && EF.Property<long>(row, "ExpiresAt") < soon).ToListAsync());
    }

    [Fact]
    public async Task Completions_AtOnceAndOneLost_OthersComplete()
    {
        var requests = Enumerable.Range(0, 20).Select(_ => NewRequest()).ToList();
        var claims = await ClaimAllAsync(Host, requests);
        await Host.Store.ReleaseAsync(claims[10].Claim, default);
        Assert.Equal(IllowClaimStatus.Claimed, (await Host.Store.ClaimAsync(requests[10], default)).Status);

        var completed = await CompleteAllAsync(claims);

        Assert.False(completed[10]);
        Assert.Equal(19, completed.Count(done => done));
        Assert.Equal(IllowClaimStatus.InProgress, (await Host.Store.ClaimAsync(requests[10], default)).Status);
    }

    [Fact]
    public async Task Claims_ApplicationsInterceptorsMakeTheConnection_EachRunsByItself()
    {
        await using var host = new StoreHost(options =>
        {
            database.Configure(options);
            options.AddInterceptors(new ConnectionInterceptor());
        });
        await WarmUpAsync(host);
        using var commands = new CountedCommands(await DatabaseNameAsync());

        var claims = await ClaimAllAsync(host, Enumerable.Range(0, 10).Select(_ => NewRequest()));

        Assert.All(claims, claim => Assert.Equal(IllowClaimStatus.Claimed, claim.Status));
        Assert.InRange(commands.Count, 10, int.MaxValue);
    }

    [Fact]
    public async Task Claims_OneDoesNotReturn_AreNotWaitingBehindItForLong()
    {
        var time = new FakeTimeProvider();
        await using var host = new StoreHost(database.Configure, more: services => services.AddSingleton<TimeProvider>(time));
        var locked = await EndedAsync(host);
        await using var context = database.NewContext();
        await using var transaction = await WriteToAsync(context, locked);

        using var commands = new CountedCommands(await DatabaseNameAsync());
        var held = host.Store.ClaimAsync(locked, default).AsTask();
        await Eventually.HoldsAsync(() => Task.FromResult(commands.Count > 0));
        var behind = host.Store.ClaimAsync(NewRequest(), default).AsTask();
        time.Advance(TimeSpan.FromSeconds(2));
        var next = await host.Store.ClaimAsync(NewRequest(), default).AsTask().WaitAsync(TimeSpan.FromSeconds(20));

        Assert.Equal(IllowClaimStatus.Claimed, next.Status);
        Assert.Equal(IllowClaimStatus.Claimed, (await behind.WaitAsync(TimeSpan.FromSeconds(20))).Status);
        Assert.False(held.IsCompleted);
        await transaction.RollbackAsync();
        Assert.Equal(IllowClaimStatus.Claimed, (await held).Status);
    }

    protected abstract string Refuse { get; }

    protected abstract string Allow { get; }

    /// <summary>Keeps others from writing to the inbox until the connection is closed.</summary>
    protected abstract string Lock { get; }

    protected abstract string Unlock { get; }

    /// <summary>An event that was claimed and given back.</summary>
    private protected static async Task<IllowClaimRequest> EndedAsync(StoreHost host)
    {
        var request = NewRequest();
        await host.Store.ReleaseAsync((await host.Store.ClaimAsync(request, default)).Claim, default);
        return request;
    }

    /// <summary>Begins a transaction that writes to the record of an event.</summary>
    private protected static async Task<IDbContextTransaction> WriteToAsync(AppDb context, IllowClaimRequest request)
    {
        var transaction = await context.Database.BeginTransactionAsync();
        var scope = request.Scope.ToArray();
        await context.Set<Dictionary<string, object>>("IllowWebhookInbox").Where(row => EF.Property<byte[]>(row, "Scope") == scope)
            .ExecuteUpdateAsync(set => set.SetProperty(row => EF.Property<int>(row, "State"), 1));
        return transaction;
    }

    private async Task<IllowClaimResult[]> ClaimAllAsync(StoreHost host, IEnumerable<IllowClaimRequest> requests) =>
        await Task.WhenAll(await ClaimTogetherAsync(host, requests));

    private Task<List<Task<IllowClaimResult>>> ClaimTogetherAsync(StoreHost host, IEnumerable<IllowClaimRequest> requests) =>
        TogetherAsync(requests, request => host.Store.ClaimAsync(request, default).AsTask());

    private async Task<bool[]> CompleteAllAsync(IEnumerable<IllowClaimResult> claims) =>
        await Task.WhenAll(
            await TogetherAsync(claims, claim => Host.Store.CompleteAsync(claim.Claim, TimeSpan.FromDays(1), default).AsTask()));

    // The table is locked while they begin, so that all but the first wait for each other
    private async Task<List<Task<TResult>>> TogetherAsync<T, TResult>(IEnumerable<T> items, Func<T, Task<TResult>> step)
    {
        await using var context = database.NewContext();
        await context.Database.OpenConnectionAsync();
        await context.Database.ExecuteSqlRawAsync(Lock);
        var running = items.Select(step).ToList();
        await context.Database.ExecuteSqlRawAsync(Unlock);
        return running;
    }

    // What is made once for a model is not what is counted
    private static Task<IllowClaimResult> WarmUpAsync(StoreHost host) => host.Store.ClaimAsync(NewRequest(), default).AsTask();

    private async Task ChangeAsync(string sql)
    {
        await using var context = database.NewContext();
        await context.Database.ExecuteSqlRawAsync(sql);
    }

    private async Task<string> DatabaseNameAsync()
    {
        await using var context = database.NewContext();
        return context.Database.GetDbConnection().Database;
    }

    private protected static IllowClaimRequest NewRequest()
    {
        var digest = IllowDigest.Of(Guid.NewGuid().ToByteArray());
        return new(digest, digest, TimeSpan.FromMinutes(1), TimeSpan.FromDays(1));
    }

    private sealed class ConnectionInterceptor : DbConnectionInterceptor;

    /// <summary>Counts the commands to one database, without an interceptor.</summary>
    private sealed class CountedCommands
        : IObserver<System.Diagnostics.DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
    {
        private readonly string _database;
        private readonly List<IDisposable> _subscriptions = [];
        private int _count;

        internal CountedCommands(string database)
        {
            _database = database;
            _subscriptions.Add(System.Diagnostics.DiagnosticListener.AllListeners.Subscribe(this));
        }

        internal int Count => Volatile.Read(ref _count);

        public void OnNext(System.Diagnostics.DiagnosticListener value)
        {
            if (value.Name == DbLoggerCategory.Name)
            {
                lock (_subscriptions)
                {
                    _subscriptions.Add(value.Subscribe(this));
                }
            }
        }

        public void OnNext(KeyValuePair<string, object?> value)
        {
            if (value.Key == RelationalEventId.CommandExecuting.Name
                && value.Value is CommandEventData { CommandSource: CommandSource.ExecuteSqlRaw } data
                && data.Command.Connection?.Database == _database
                && data.Command.CommandText.Contains("IllowWebhookInbox", StringComparison.Ordinal))
            {
                Interlocked.Increment(ref _count);
            }
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }

        public void Dispose()
        {
            foreach (var subscription in _subscriptions)
            {
                subscription.Dispose();
            }
        }
    }
}
