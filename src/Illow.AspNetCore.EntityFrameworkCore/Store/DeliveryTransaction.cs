using System.Data;
using Illow.AspNetCore.EntityFrameworkCore.Diagnostics;
using Illow.AspNetCore.EntityFrameworkCore.Model;
using Illow.AspNetCore.EntityFrameworkCore.Sql;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace Illow.AspNetCore.EntityFrameworkCore.Store;

/// <summary>
/// One delivery whose record and effects commit together. The record is inserted as completed: nobody sees it before the commit. The
/// owner stays the same over all attempts, by which an attempt that had committed after all is recognised.
/// </summary>
internal sealed class DeliveryTransaction(
    EntityFrameworkStore store, DbContext context, Inbox inbox, IllowClaimRequest request, Func<IllowClaim, Task<bool>> handler)
{
    private static readonly AsyncLocal<DeliveryTransaction?> Flow = new();

    // A handler that is done within this needs no second writing of the record for its retention to begin at the commit
    private readonly TimeSpan _slack = TimeSpan.FromTicks(Math.Min(request.Retention.Ticks / 100, TimeSpan.TicksPerMinute));

    private readonly InboxValues _values = new()
    {
        Scope = request.Scope,
        BodyHash = request.BodyHash,
        Owner = Guid.NewGuid(),
        State = InboxState.Completed,
        Lasting = request.Retention,
        IdleTransactionTimeout = store.Options.IdleTransactionTimeout,
    };

    private volatile bool _handlerRuns;

    /// <summary>The delivery whose handler has called whoever asks, directly or not; null where there is none.</summary>
    internal static DeliveryTransaction? Current => Flow.Value is { _handlerRuns: true } delivery ? delivery : null;

    internal EntityFrameworkStore Store => store;

    internal DbContext Context => context;

    internal bool HasSingleWriter => inbox.Sql.HasSingleWriter;

    private string ContextName => context.GetType().Name;

    private const string PassThrough =
        "The webhook store begins the transaction of a delivery (AddEntityFrameworkStore(o => o.Transactional = true)), and Entity " +
        "Framework Core allows one at a time on a context. Whatever begins one of its own, a MediatR behavior for example, passes " +
        "through where there is one: if (db.Database.CurrentTransaction is not null) return await next();";

    /// <summary>What a live record says, where that is known without waiting; null where there is none.</summary>
    internal async Task<IllowClaimResult?> LookAsync(CancellationToken cancellationToken) =>
        inbox.Sql.ReadsWithoutWaiting ? await ReadAsync(cancellationToken) : null;

    /// <param name="cancellationToken">Ends the attempt, up to the commit.</param>
    internal async Task<IllowClaimResult> RunAsync(CancellationToken cancellationToken)
    {
        if (context.Database.CurrentTransaction is not null)
        {
            throw new InvalidOperationException($"The request's {ContextName} has a transaction already. {PassThrough}");
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
        var asked = store.Time.GetTimestamp();
        await using var transaction = await context.Database.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
        var answer = await inbox.ClaimAsync(_values with { Lasting = request.Retention + _slack }, cancellationToken);
        if (answer.Result.Status != IllowClaimStatus.Claimed || answer.FromEarlierAttempt)
        {
            return answer;
        }

        var committed = false;
        try
        {
            var succeeded = await RunHandlerAsync(answer.Result.Claim);
            if (context.Database.CurrentTransaction != transaction)
            {
                throw new InvalidOperationException(
                    $"The handler has ended the transaction of the request's {ContextName}. With AddEntityFrameworkStore(o => " +
                    "o.Transactional = true) the store commits it when the handler has answered 2xx, and rolls it back otherwise.");
            }

            if (succeeded)
            {
                await CommitAsync(transaction, isSealed: store.Time.GetElapsedTime(asked) < _slack);
                committed = true;
            }
        }
        finally
        {
            // What was rolled back must not be saved by whoever uses the context next, the next attempt above all
            if (!committed)
            {
                context.ChangeTracker.Clear();

                // A record that was rolled back leaves no fence to count from, and the clock of the database may count milliseconds
                await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, CancellationToken.None);
            }
        }

        return answer;
    }

    private async Task<bool> RunHandlerAsync(IllowClaim claim)
    {
        Flow.Value = this;
        _handlerRuns = true;
        try
        {
            return await handler(claim);
        }
        catch (InvalidOperationException exception) when (exception.Message == RelationalStrings.TransactionAlreadyStarted)
        {
            Log.TransactionOfItsOwn(store.Logger, ContextName, exception);
            throw new InvalidOperationException(
                $"The handler, or what runs around it, begins a transaction on the request's {ContextName}. {PassThrough}", exception);
        }
        finally
        {
            _handlerRuns = false;
        }
    }

    // From here on the caller's token does not count: half a commit helps nobody
    private async Task CommitAsync(IDbContextTransaction transaction, bool isSealed)
    {
        var oneStep = isSealed ? inbox.Sql.CheckAndCommit ?? inbox.Sql.SealAndCommit : inbox.Sql.SealAndCommit;
        if (oneStep is null && !await inbox.SealAsync(_values, CancellationToken.None))
        {
            throw new InvalidOperationException(Inbox.RecordVanished);
        }

        try
        {
            await (oneStep is { } statement ? CommitAsync(transaction, statement) : transaction.CommitAsync(CancellationToken.None));
        }
        catch (Exception exception)
        {
            if (!await new CommitVerifier(store, _values).IsCommittedAsync())
            {
                throw;
            }

            Log.CommitFound(store.Logger, exception);
        }
    }

    // What Entity Framework Core does around a commit, interceptors and events included
    private async Task CommitAsync(IDbContextTransaction transaction, InboxStatement statement)
    {
        var logger = context.GetService<IDiagnosticsLogger<DbLoggerCategory.Database.Transaction>>();
        var connection = context.GetService<IRelationalConnection>();
        var (inner, id) = (transaction.GetDbTransaction(), transaction.TransactionId);
        var (time, started) = (store.Time.GetUtcNow(), store.Time.GetTimestamp());
        var interception = await logger.TransactionCommittingAsync(connection, inner, id, time, CancellationToken.None);
        if (!interception.IsSuppressed)
        {
            await inbox.SealAndCommitAsync(statement, _values, CancellationToken.None);
        }

        await logger.TransactionCommittedAsync(connection, inner, id, time, store.Time.GetElapsedTime(started), CancellationToken.None);
    }
}
