using System.Data;
using Illow.AspNetCore.EntityFrameworkCore.Diagnostics;
using Illow.AspNetCore.EntityFrameworkCore.Model;
using Illow.AspNetCore.EntityFrameworkCore.Sql;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Illow.AspNetCore.EntityFrameworkCore.Store;

/// <summary>
/// One delivery whose record and effects commit together. The record is inserted as completed: nobody sees it before the commit. The
/// owner stays the same over all attempts, by which an attempt that had committed after all is recognised.
/// </summary>
internal sealed class TransactionalDelivery(
    EntityFrameworkStore store, DbContext context, Inbox inbox, IllowClaimRequest request, Func<IllowClaim, Task<bool>> handler)
{
    private readonly InboxValues _values = new()
    {
        Scope = request.Scope,
        BodyHash = request.BodyHash,
        Owner = Guid.NewGuid(),
        State = InboxState.Completed,
        Lasting = request.Retention,
        IdleTransactionTimeout = store.Options.IdleTransactionTimeout,
    };

    /// <summary>What a live record says, where that can be told without waiting; null where there is none.</summary>
    internal async Task<IllowClaimResult?> LookAsync(CancellationToken cancellationToken) =>
        inbox.Sql.ReadsWithoutWaiting ? await ReadAsync(cancellationToken) : null;

    /// <param name="cancellationToken">Ends the attempt, up to the commit.</param>
    internal async Task<IllowClaimResult> RunAsync(CancellationToken cancellationToken)
    {
        if (context.Database.CurrentTransaction is not null)
        {
            throw new InvalidOperationException(
                $"The request's {context.GetType().Name} has a transaction already. With AddEntityFrameworkStore(o => o.Transactional = true) the store begins it: let nothing else begin one before a webhook's handler runs.");
        }

        if (!inbox.Sql.ClaimsWithoutWaiting && await ReadAsync(cancellationToken) is { } known)
        {
            return known;
        }

        using var turn = await inbox.TurnAsync(cancellationToken);
        var answer = await store.PastCollisionsAsync(_values, () => context.RunAsync(AttemptAsync, cancellationToken), cancellationToken);
        return answer.Result;
    }

    private async Task<IllowClaimResult?> ReadAsync(CancellationToken cancellationToken) =>
        (await context.RunAsync(token => inbox.ReadAsync(_values, token), cancellationToken))?.Result;

    private async Task<InboxAnswer> AttemptAsync(CancellationToken cancellationToken)
    {
        await using var transaction = await context.Database.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
        var answer = await inbox.ClaimAsync(_values, cancellationToken);
        if (answer.Result.Status != IllowClaimStatus.Claimed || answer.FromEarlierAttempt)
        {
            return answer;
        }

        var committed = false;
        try
        {
            var succeeded = await handler(answer.Result.Claim);
            if (context.Database.CurrentTransaction != transaction)
            {
                throw new InvalidOperationException(
                    $"The handler has ended the transaction of the request's {context.GetType().Name}. With AddEntityFrameworkStore(o => o.Transactional = true) the store commits it when the handler has answered 2xx, and rolls it back otherwise.");
            }

            if (succeeded)
            {
                await CommitAsync(transaction);
                committed = true;
            }
        }
        finally
        {
            // What was rolled back must not be saved by whoever uses the context next, the next attempt above all
            if (!committed)
            {
                context.ChangeTracker.Clear();
            }
        }

        return answer;
    }

    // From here on the caller's patience does not count: half a commit helps nobody
    private async Task CommitAsync(IDbContextTransaction transaction)
    {
        if (!await inbox.SealAsync(_values, CancellationToken.None))
        {
            throw new InvalidOperationException("The record of the event has vanished from the webhook inbox in the course of its own transaction.");
        }

        try
        {
            await transaction.CommitAsync(CancellationToken.None);
        }
        catch (Exception exception)
        {
            if (!await new CommitCheck(store, _values).IsCommittedAsync())
            {
                throw;
            }

            Log.CommitFound(store.Logger, exception);
        }
    }
}
