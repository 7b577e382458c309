using System.Data.Common;
using Illow.AspNetCore.EntityFrameworkCore.Model;
using Illow.AspNetCore.EntityFrameworkCore.Sql;
using Microsoft.EntityFrameworkCore;

namespace Illow.AspNetCore.EntityFrameworkCore.Store;

/// <summary>The steps of the inbox over one context, and so over one connection and in the transaction that it has.</summary>
internal sealed class Inbox(DbContext context, InboxSql sql, WriterQueue writers, TimeProvider time)
{
    /// <summary>When to ask again where the holder's lease cannot be seen, or there is none.</summary>
    internal static readonly TimeSpan DefaultRetryAfter = TimeSpan.FromSeconds(1);

    internal const string RecordVanished =
        "The record of the event has vanished from the webhook inbox in the course of its own transaction.";

    // A record can end or begin between two statements; that it does so again and again means that others are at it
    private const int Rounds = 3;

    private const int DefaultCommandTimeout = 30;

    internal DbContext Context => context;

    internal InboxSql Sql => sql;

    internal InboxCommands Commands { get; } = new(context, sql, time);

    internal async Task<InboxAnswer> ClaimAsync(InboxValues values, CancellationToken cancellationToken)
    {
        for (var round = 0; round < Rounds; round++)
        {
            using (await TurnAsync(cancellationToken))
            {
                // A reader is in nobody's way, while even a writer that finds nothing to write keeps the others out
                if (sql.HasSingleWriter && await ReadAsync(values, cancellationToken) is { } known)
                {
                    return known;
                }

                if (await TakeAsync(values, cancellationToken) is { } fence)
                {
                    return new(IllowClaimResult.Claimed(new IllowClaim(values.Scope, values.Owner, fence)));
                }
            }

            if (await ReadAsync(values, cancellationToken) is { } answer)
            {
                return answer;
            }
        }

        return new(IllowClaimResult.InProgress(values.Lasting < DefaultRetryAfter ? values.Lasting : DefaultRetryAfter));
    }

    /// <summary>What a live record says to a claim; null where there is none.</summary>
    internal async Task<InboxAnswer?> ReadAsync(InboxValues values, CancellationToken cancellationToken) =>
        await Commands.RowAsync(sql.Read, values, cancellationToken) switch
        {
            [_, _, var isOwn, var fence, > 0] when isOwn != 0 =>
                new(IllowClaimResult.Claimed(new IllowClaim(values.Scope, values.Owner, fence)), FromEarlierAttempt: true),
            [_, 0, _, _, > 0] => new(new IllowClaimResult(IllowClaimStatus.KeyReused)),
            [(long)InboxState.Completed, _, _, _, > 0] => new(new IllowClaimResult(IllowClaimStatus.Completed)),
            [_, _, _, _, > 0 and var left] => new(IllowClaimResult.InProgress(TimeSpan.FromMicroseconds(left))),
            _ => null,
        };

    /// <summary>Whether there is a record, live or ended.</summary>
    internal async Task<bool> ExistsAsync(InboxValues values, CancellationToken cancellationToken) =>
        await Commands.RowAsync(sql.Read, values, cancellationToken) is not null;

    /// <summary>Whether a connection can be opened. Asked once, without the retries of an execution strategy.</summary>
    internal async Task<bool> IsReachableAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Commands.Connection.OpenAsync(cancellationToken, errorsExpected: true);
            await Commands.Connection.CloseAsync();
            return true;
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    internal async Task<bool> RenewAsync(InboxValues values, CancellationToken cancellationToken) =>
        await WriteAsync(sql.Renew, values, cancellationToken) > 0;

    internal async Task<bool> CompleteAsync(InboxValues values, CancellationToken cancellationToken) =>
        await WriteAsync(sql.Complete, values, cancellationToken) > 0;

    internal async Task<bool> ReleaseAsync(InboxValues values, CancellationToken cancellationToken) =>
        await WriteAsync(sql.Release, values, cancellationToken) > 0;

    internal async Task<bool> SealAsync(InboxValues values, CancellationToken cancellationToken) =>
        await WriteAsync(sql.Seal, values, cancellationToken) > 0;

    /// <summary>Starts the retention of a record that a transaction holds as completed, and commits both in one round trip.</summary>
    /// <exception cref="InvalidOperationException">The record is not there.</exception>
    internal async Task SealAndCommitAsync(InboxStatement statement, InboxValues values, CancellationToken cancellationToken)
    {
        try
        {
            await Commands.ExecuteAsync(statement, values, cancellationToken);
        }
        catch (DbException exception) when (sql.IsRecordMissing(exception))
        {
            throw new InvalidOperationException(RecordVanished, exception);
        }
    }

    /// <summary>Deletes about as many ended records as asked for; fewer where there are no more.</summary>
    internal async Task<int> DeleteExpiredAsync(int batchSize, CancellationToken cancellationToken)
    {
        if (sql.DeleteBatch(batchSize) is { } batch)
        {
            return await WriteAsync(batch, default, cancellationToken);
        }

        var ends = await context.Set<Dictionary<string, object>>(InboxEntity.Name)
            .OrderBy(record => EF.Property<long>(record, InboxEntity.ExpiresAt))
            .Select(record => EF.Property<long>(record, InboxEntity.ExpiresAt))
            .Skip(batchSize - 1)
            .Take(1)
            .ToListAsync(cancellationToken);

        // The statement looks at each record's end itself: one that was taken over since it was read stays
        var latest = new InboxValues { Latest = ends is [var last] ? last : long.MaxValue };
        return await WriteAsync(sql.DeleteExpired, latest, cancellationToken);
    }

    /// <summary>
    /// This process's turn to write, where the database has a single writer and no transaction of this context is it already.
    /// </summary>
    internal async Task<IDisposable?> TurnAsync(CancellationToken cancellationToken) =>
        sql.HasSingleWriter && context.Database.CurrentTransaction is null
            ? await writers.WaitAsync(WriterTimeout, cancellationToken)
            : null;

    // To ADO.NET zero means no limit
    private TimeSpan WriterTimeout => (context.Database.GetCommandTimeout() ?? DefaultCommandTimeout) switch
    {
        0 => Timeout.InfiniteTimeSpan,
        var seconds => TimeSpan.FromSeconds(seconds),
    };

    private async Task<long?> TakeAsync(InboxValues values, CancellationToken cancellationToken)
    {
        if (sql.Take is { } take)
        {
            var row = await Commands.RowAsync(take, values, cancellationToken);
            if (sql.Sessions is { } sessions && row is [_, var process])
            {
                sessions.Learn(Commands.Connection.DbConnection, process);
            }

            return row?[0];
        }

        if (sql.InsertAndRead is { } insert)
        {
            return await InsertOrTakeOverAsync(insert, values, cancellationToken);
        }

        if (await Commands.ExecuteAsync(sql.TakeOver, values, cancellationToken) == 0)
        {
            if (await ExistsAsync(values, cancellationToken))
            {
                return null;
            }

            try
            {
                await Commands.ExecuteAsync(sql.Insert, values, cancellationToken);
            }
            catch (DbException exception)
            {
                throw new InsertRefusedException(exception);
            }
        }

        return FenceIfOwn(await Commands.RowAsync(sql.Read, values, cancellationToken));
    }

    // Most events are new. Whether a refusal was the key's own violation, the record says; where it is not there, it may just have ended
    private async Task<long?> InsertOrTakeOverAsync(InboxStatement insert, InboxValues values, CancellationToken cancellationToken)
    {
        for (var round = 1; ; round++)
        {
            try
            {
                return FenceIfOwn(await Commands.RowAsync(insert, values, cancellationToken));
            }
            catch (DbException)
            {
                if (await ExistsAsync(values, cancellationToken))
                {
                    break;
                }

                if (round == Rounds)
                {
                    throw;
                }
            }
        }

        return await Commands.ExecuteAsync(sql.TakeOver, values, cancellationToken) == 0
            ? null
            : FenceIfOwn(await Commands.RowAsync(sql.Read, values, cancellationToken));
    }

    private static long? FenceIfOwn(long[]? row) => row is [_, _, not 0, var fence, _] ? fence : null;

    private async Task<int> WriteAsync(InboxStatement statement, InboxValues values, CancellationToken cancellationToken)
    {
        using var turn = await TurnAsync(cancellationToken);
        return await Commands.ExecuteAsync(statement, values, cancellationToken);
    }
}
