using Illow.AspNetCore.EntityFrameworkCore.Tests.Hosting;
using Microsoft.EntityFrameworkCore;

namespace Illow.AspNetCore.EntityFrameworkCore.Tests.Transactional;

/// <summary>What a transactional delivery is on every database.</summary>
public abstract partial class TransactionalTests(TestDatabase database) : IAsyncLifetime
{
    private readonly List<StoreHost> _hosts = [];

    protected TestDatabase Database => database;

    public ValueTask InitializeAsync() => database.EnsureCreatedAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts)
        {
            await host.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Execute_HandlerSucceeds_RecordAndEffectCommitTogether()
    {
        var host = NewHost();
        var request = NewRequest();
        var effect = NewName();

        var result = await host.ExecuteAsync(request, async (claim, db) =>
        {
            Assert.Equal(request.Scope, claim.Scope);
            Assert.NotEqual(Guid.Empty, claim.Owner);
            Assert.True(claim.Fence > 0);
            await SaveAsync(db, effect);
            Assert.DoesNotContain(effect, await database.EffectsAsync());
            Assert.False(await IsRecordedAsync(request));
            return true;
        });

        Assert.Equal(IllowClaimStatus.Claimed, result.Status);
        Assert.Contains(effect, await database.EffectsAsync());
        Assert.Equal(IllowClaimStatus.Completed, (await host.Store.ClaimAsync(request, default)).Status);
    }

    [Fact]
    public async Task Execute_AfterCompletion_IsCompletedAndHandlerNotRun()
    {
        var request = NewRequest();
        await NewHost().ExecuteAsync(request, (_, db) => SaveAsync(db, NewName()));

        var host = NewHost();
        Assert.Equal(IllowClaimStatus.Completed, (await host.ExecuteAsync(request, MustNotRun)).Status);
        Assert.Equal(IllowClaimStatus.KeyReused, (await host.ExecuteAsync(request with { BodyHash = NewDigest() }, MustNotRun)).Status);
    }

    [Fact]
    public async Task Execute_HandlerThrows_NeitherStaysAndTheExceptionGoesOn()
    {
        var host = NewHost();
        var request = NewRequest();
        var effect = NewName();
        var thrown = new InvalidTimeZoneException();

        var caught = await Assert.ThrowsAsync<InvalidTimeZoneException>(() => host.ExecuteAsync(request, async (_, db) =>
        {
            await SaveAsync(db, effect);
            throw thrown;
        }));

        Assert.Same(thrown, caught);
        Assert.DoesNotContain(effect, await database.EffectsAsync());
        await MustRunAsync(host, request);
    }

    [Fact]
    public async Task Execute_HandlerAnswersFalse_NeitherStays()
    {
        var host = NewHost();
        var request = NewRequest();
        var effect = NewName();

        var result = await host.ExecuteAsync(request, async (_, db) =>
        {
            await SaveAsync(db, effect);
            return false;
        });

        Assert.Equal(IllowClaimStatus.Claimed, result.Status);
        Assert.DoesNotContain(effect, await database.EffectsAsync());
        var next = await MustRunAsync(host, request);
        Assert.True(next.Fence > result.Claim.Fence);
    }

    [Fact]
    public async Task Execute_UsersOwnUniqueViolation_GoesOnAsItself()
    {
        var host = NewHost();
        var request = NewRequest();
        var effect = NewName();
        await host.ExecuteAsync(NewRequest(), (_, db) => SaveAsync(db, effect));

        await Assert.ThrowsAsync<DbUpdateException>(() => host.ExecuteAsync(request, (_, db) => SaveAsync(db, effect)));

        Assert.Single(await database.EffectsAsync(), effect);
        await MustRunAsync(host, request);
    }

    [Fact]
    public async Task Execute_UsersOwnUniqueViolationCaught_CommitsTheRest()
    {
        var host = NewHost();
        var request = NewRequest();
        var (effect, other) = (NewName(), NewName());
        await host.ExecuteAsync(NewRequest(), (_, db) => SaveAsync(db, effect));

        var result = await host.ExecuteAsync(request, async (_, db) =>
        {
            await SaveAsync(db, other);
            await Assert.ThrowsAsync<DbUpdateException>(() => SaveAsync(db, effect));
            return true;
        });

        Assert.Equal(IllowClaimStatus.Claimed, result.Status);
        Assert.Contains(other, await database.EffectsAsync());
        Assert.Equal(IllowClaimStatus.Completed, (await host.ExecuteAsync(request, MustNotRun)).Status);
    }

    [Fact]
    public async Task Execute_LapsedClaim_IsTakenOverWithLargerFence()
    {
        var host = NewHost();
        var request = NewRequest();
        var lapsed = await host.Store.ClaimAsync(request with { Lease = TimeSpan.FromMilliseconds(1) }, default);
        await Task.Delay(20);

        var claim = await MustRunAsync(host, request);

        Assert.True(claim.Fence > lapsed.Claim.Fence);
        Assert.False(await host.Store.CompleteAsync(lapsed.Claim, TimeSpan.FromDays(1), default));
        Assert.Equal(IllowClaimStatus.Completed, (await host.Store.ClaimAsync(request, default)).Status);
    }

    [Fact]
    public async Task Execute_HeldByALeasedClaim_IsInProgress()
    {
        var host = NewHost();
        var request = NewRequest();
        var held = await host.Store.ClaimAsync(request, default);

        var result = await host.ExecuteAsync(request, MustNotRun);

        Assert.Equal(IllowClaimStatus.InProgress, result.Status);
        Assert.InRange(result.RetryAfter, TimeSpan.FromTicks(1), request.Lease);
        Assert.True(await host.Store.CompleteAsync(held.Claim, TimeSpan.FromDays(1), default));
    }

    [Fact]
    public async Task Execute_Cancelled_HandlerNotRun()
    {
        var host = NewHost();
        var request = NewRequest();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => host.ExecuteAsync(request, MustNotRun, new CancellationToken(true)));

        await MustRunAsync(host, request);
    }

    [Fact]
    public async Task Execute_CancelledWhileTheHandlerRuns_CommitsAllTheSame()
    {
        var host = NewHost();
        var request = NewRequest();
        var effect = NewName();
        using var source = new CancellationTokenSource();

        await host.ExecuteAsync(request, async (_, db) =>
        {
            await SaveAsync(db, effect);
            await source.CancelAsync();
            return true;
        }, source.Token);

        Assert.Contains(effect, await database.EffectsAsync());
        Assert.Equal(IllowClaimStatus.Completed, (await host.ExecuteAsync(request, MustNotRun)).Status);
    }
}
