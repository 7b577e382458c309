using System.Data.Common;
using Illow.AspNetCore.EntityFrameworkCore.Tests.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Illow.AspNetCore.EntityFrameworkCore.Tests.Transactional;

/// <summary>Steps that come while SQLite is written to share a commit, and nothing else.</summary>
public sealed class GroupCommitTests(SqliteDatabase database) : IAsyncLifetime, IClassFixture<SqliteDatabase>
{
    public ValueTask InitializeAsync() => database.EnsureCreatedAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Claims_AtOnce_ShareCommitsAndAreEachOnesOwn()
    {
        var commits = new CountedCommits();
        await using var host = new StoreHost(options =>
        {
            database.Configure(options);
            options.AddInterceptors(commits);
        });
        await host.Store.ClaimAsync(NewRequest(), default);
        commits.Hold();
        var requests = Enumerable.Range(0, 60).Select(_ => NewRequest()).ToList();
        var claiming = requests.Select(request => host.Store.ClaimAsync(request, default).AsTask()).ToList();
        commits.LetGo();
        var claims = await Task.WhenAll(claiming);

        Assert.All(claims, claim => Assert.Equal(IllowClaimStatus.Claimed, claim.Status));
        Assert.Equal(60, claims.Select(claim => claim.Claim.Owner).Distinct().Count());
        Assert.InRange(commits.Count, 1, 30);
        Assert.Equal(60, await database.CountAsync(requests.Select(request => request.Scope)));
    }

    [Fact]
    public async Task Claims_AtOnceAndOneRefused_FailsAlone()
    {
        await using (var context = database.NewContext())
        {
            await context.Database.ExecuteSqlRawAsync(
                """
                CREATE TRIGGER refuse BEFORE INSERT ON "IllowWebhookInbox" WHEN NEW."BodyHash" = zeroblob(32)
                BEGIN SELECT RAISE(ABORT, 'refused'); END
                """);
        }

        try
        {
            await using var host = new StoreHost(database.Configure);
            var claiming = Enumerable.Range(0, 40)
                .Select(i => NewRequest() with { BodyHash = i == 20 ? default : NewRequest().BodyHash })
                .Select(request => host.Store.ClaimAsync(request, default).AsTask())
                .ToList();
            await Assert.ThrowsAnyAsync<DbException>(() => claiming[20]);
            claiming.RemoveAt(20);

            Assert.All(await Task.WhenAll(claiming), claim => Assert.Equal(IllowClaimStatus.Claimed, claim.Status));
        }
        finally
        {
            await using var context = database.NewContext();
            await context.Database.ExecuteSqlRawAsync("DROP TRIGGER refuse");
        }
    }

    [Fact]
    public async Task Claims_ContextsOfRequestsThatEnd_AreMadeInEachOnesOwn()
    {
        var current = new AsyncLocal<Request?>();
        await using var host = new StoreHost(options =>
        {
            // As a context does that finds its tenant through the current request
            Assert.True(current.Value is { HasEnded: false }, "The request has ended.");
            database.Configure(options);
        });

        var claims = await Task.WhenAll(Enumerable.Range(0, 200).Select(async _ =>
        {
            var request = current.Value = new Request();
            var claim = await host.Store.ClaimAsync(NewRequest(), default);
            request.HasEnded = true;
            return claim;
        }));

        Assert.All(claims, claim => Assert.Equal(IllowClaimStatus.Claimed, claim.Status));
    }

    private static IllowClaimRequest NewRequest()
    {
        var digest = IllowDigest.Of(Guid.NewGuid().ToByteArray());
        return new(digest, digest, TimeSpan.FromMinutes(1), TimeSpan.FromDays(1));
    }

    private sealed class Request
    {
        internal bool HasEnded { get; set; }
    }

    private sealed class CountedCommits : DbTransactionInterceptor
    {
        private readonly TaskCompletionSource _go = new();
        private Task _gate = Task.CompletedTask;
        private int _count;

        internal int Count => Volatile.Read(ref _count);

        internal void Hold() => _gate = _go.Task;

        internal void LetGo() => _go.SetResult();

        public override async ValueTask<InterceptionResult> TransactionCommittingAsync(
            DbTransaction transaction,
            TransactionEventData eventData,
            InterceptionResult result,
            CancellationToken cancellationToken = default)
        {
            await _gate;
            Interlocked.Increment(ref _count);
            return result;
        }
    }
}
