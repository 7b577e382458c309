using Illow.AspNetCore.EntityFrameworkCore.Tests.Hosting;
using Microsoft.EntityFrameworkCore;

namespace Illow.AspNetCore.EntityFrameworkCore.Tests.Transactional;

public abstract partial class TransactionalTests
{
    [Fact]
    public async Task Execute_TransientFaultInHandler_RunsAgainAndTakesEffectOnce()
    {
        var host = NewHost(retrying: true);
        var request = NewRequest();
        var (saved, forgotten) = (NewName(), NewName());
        var claims = new List<IllowClaim>();

        var result = await host.ExecuteAsync(request, async (claim, db) =>
        {
            claims.Add(claim);
            await SaveAsync(db, saved);
            if (claims.Count == 1)
            {
                db.Effects.Add(new Effect { Name = forgotten });
                throw new TransientFaultException();
            }

            return true;
        });

        Assert.Equal(2, claims.Count);
        Assert.Equal(result.Claim, claims[1]);
        Assert.True(claims[1].Fence > claims[0].Fence);
        var effects = await Database.EffectsAsync();
        Assert.Single(effects, saved);
        Assert.DoesNotContain(forgotten, effects);
        Assert.Equal(IllowClaimStatus.Completed, (await host.ExecuteAsync(request, MustNotRun)).Status);
    }

    [Fact]
    public async Task Execute_AnswerToCommitLost_IsFoundCommitted()
    {
        var loss = new LostAnswer { Commits = 1 };
        var host = NewHost(options => options.AddInterceptors(loss));
        var request = NewRequest();
        var effect = NewName();

        var result = await host.ExecuteAsync(request, (_, db) => SaveAsync(db, effect));

        Assert.Equal(IllowClaimStatus.Claimed, result.Status);
        Assert.Single(await Database.EffectsAsync(), effect);
        Assert.Single(host.Logs.GetSnapshot(), line => line.Id.Id == 206);
        Assert.Equal(IllowClaimStatus.Completed, (await host.ExecuteAsync(request, MustNotRun)).Status);
    }

    [Fact]
    public async Task Execute_AnswerToCommitLostAndNotFoundOut_Throws()
    {
        var loss = new LostAnswer { Commits = 1, ReadsAfterCommit = int.MaxValue };
        var host = NewHost(options => options.AddInterceptors(loss));
        var request = NewRequest();
        var effect = NewName();

        await Assert.ThrowsAsync<TransientFaultException>(() => host.ExecuteAsync(request, (_, db) => SaveAsync(db, effect)));

        loss.ReadsAfterCommit = 0;
        Assert.Equal(IllowClaimStatus.Completed, (await host.ExecuteAsync(request, MustNotRun)).Status);
        Assert.Single(await Database.EffectsAsync(), effect);
    }

    [Fact]
    public async Task Execute_AnswerToCommitLostAndNotFoundOutButRetried_RunsOnce()
    {
        // The look-ups that follow the commit fail, as many as there are; what the next attempt reads does not
        var loss = new LostAnswer { Commits = 1, ReadsAfterCommit = 2 };
        var host = NewHost(options => options.AddInterceptors(loss), retrying: true);
        var request = NewRequest();
        var effect = NewName();
        var runs = 0;

        var result = await host.ExecuteAsync(request, (_, db) =>
        {
            runs++;
            return SaveAsync(db, effect);
        });

        Assert.Equal(IllowClaimStatus.Claimed, result.Status);
        Assert.Equal(1, runs);
        Assert.Equal(0, loss.ReadsAfterCommit);
        Assert.Single(await Database.EffectsAsync(), effect);
    }

    [Fact]
    public async Task Execute_HandlerBeginsATransaction_FailsAndSaysWhoseRuleItIsAndTheRemedy()
    {
        var host = NewHost();
        var request = NewRequest();

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => host.ExecuteAsync(request, async (_, db) =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            return true;
        }));

        Assert.Contains("Transactional = true", exception.Message, StringComparison.Ordinal);
        Assert.Contains(
            "if (db.Database.CurrentTransaction is not null) return await next();",
            exception.Message, StringComparison.Ordinal);
        var line = Assert.Single(host.Logs.GetSnapshot(), line => line.Id.Id == 211);
        Assert.Contains("if (db.Database.CurrentTransaction is not null) return await next();", line.Message, StringComparison.Ordinal);
        Assert.False(await IsRecordedAsync(request));
    }

    [Fact]
    public async Task Execute_BehaviorPassesThroughWhereATransactionIs_Commits()
    {
        var host = NewHost();
        var effect = NewName();

        var result = await host.ExecuteAsync(NewRequest(), async (_, db) =>
        {
            Assert.NotNull(db.Database.CurrentTransaction);
            return await SaveAsync(db, effect);
        });

        Assert.Equal(IllowClaimStatus.Claimed, result.Status);
        Assert.Contains(effect, await Database.EffectsAsync());
    }

    [Fact]
    public async Task Execute_CommitFailedAndAnotherProcessHandledTheEvent_IsNotTakenForItsOwn()
    {
        var request = NewRequest();
        var (lost, kept) = (NewName(), NewName());
        var other = NewHost();
        var host = NewHost(options => options.AddInterceptors(new CommitInterceptor(async transaction =>
        {
            // The database gives the transaction up, and before anybody looks another process has handled the event
            await transaction.RollbackAsync();
            Assert.Equal(IllowClaimStatus.Claimed, (await other.ExecuteAsync(request, (_, db) => SaveAsync(db, kept))).Status);
            throw new TransientFaultException();
        })));

        await Assert.ThrowsAsync<TransientFaultException>(() => host.ExecuteAsync(request, (_, db) => SaveAsync(db, lost)));

        var effects = await Database.EffectsAsync();
        Assert.Contains(kept, effects);
        Assert.DoesNotContain(lost, effects);
    }

    [Fact]
    public async Task Execute_HandlerEndsTheTransaction_FailsAndSaysWhy()
    {
        var host = NewHost();

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => host.ExecuteAsync(NewRequest(), async (_, db) =>
        {
            await db.Database.RollbackTransactionAsync();
            return true;
        }));

        Assert.Contains("has ended the transaction", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Execute_ContextHasATransaction_FailsAndSaysWhy()
    {
        var host = NewHost();
        var request = NewRequest();
        await using var context = Database.NewContext();
        await using var transaction = await context.Database.BeginTransactionAsync();

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(
            async () => await host.Store.ExecuteAsync(request, new OneService(context), _ => Task.FromResult(true), default));

        Assert.Contains("has a transaction already", exception.Message, StringComparison.Ordinal);
        Assert.Contains(
            "if (db.Database.CurrentTransaction is not null) return await next();",
            exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Execute_HandlerDeletesTheRecord_FailsAndNothingStays()
    {
        var host = NewHost();
        var effect = NewName();

        await Assert.ThrowsAsync<InvalidOperationException>(() => host.ExecuteAsync(NewRequest(), async (_, db) =>
        {
            await SaveAsync(db, effect);
            await db.Database.ExecuteSqlRawAsync("""DELETE FROM "IllowWebhookInbox" """);
            return true;
        }));

        Assert.DoesNotContain(effect, await Database.EffectsAsync());
    }

    [Fact]
    public async Task Execute_NotCommitted_LeavesNothingInTheContext()
    {
        var host = NewHost();
        await using var context = Database.NewContext();
        var effect = NewName();

        await host.Store.ExecuteAsync(NewRequest(), new OneService(context), _ =>
        {
            context.Effects.Add(new Effect { Name = effect });
            return Task.FromResult(false);
        }, default);

        await context.SaveChangesAsync();
        Assert.DoesNotContain(effect, await Database.EffectsAsync());
    }
}
