using System.Data.Common;
using System.Globalization;
using Illow.AspNetCore.EntityFrameworkCore.Model;
using Illow.AspNetCore.EntityFrameworkCore.Sql;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace Illow.AspNetCore.EntityFrameworkCore.Store;

/// <summary>The steps of the inbox over one context, and so over one connection and in the transaction that it has.</summary>
internal sealed class Inbox(DbContext context, InboxSql sql, WriterQueue writers, TimeProvider time)
{
    /// <summary>When to ask again where the holder's lease cannot be seen, or there is none.</summary>
    internal static readonly TimeSpan DefaultRetryAfter = TimeSpan.FromSeconds(1);

    // A record can end or begin between two statements; that it does so again and again means that others are at it
    private const int Rounds = 3;

    private const int DefaultCommandTimeout = 30;

    internal InboxSql Sql => sql;

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
        await RowAsync(sql.Read, values, cancellationToken) switch
        {
            [_, _, var isOwn, var fence, > 0] when isOwn != 0 => new(IllowClaimResult.Claimed(new IllowClaim(values.Scope, values.Owner, fence)), FromEarlierAttempt: true),
            [_, 0, _, _, > 0] => new(new IllowClaimResult(IllowClaimStatus.KeyReused)),
            [(long)InboxState.Completed, _, _, _, > 0] => new(new IllowClaimResult(IllowClaimStatus.Completed)),
            [_, _, _, _, > 0 and var left] => new(IllowClaimResult.InProgress(TimeSpan.FromMicroseconds(left))),
            _ => null,
        };

    /// <summary>Whether there is a record, live or ended.</summary>
    internal async Task<bool> ExistsAsync(InboxValues values, CancellationToken cancellationToken) =>
        await RowAsync(sql.Read, values, cancellationToken) is not null;

    /// <summary>Whether a connection can be opened. Asked once, without the retries of an execution strategy.</summary>
    internal async Task<bool> IsReachableAsync(CancellationToken cancellationToken)
    {
        var connection = context.GetService<IRelationalConnection>();
        try
        {
            await connection.OpenAsync(cancellationToken, errorsExpected: true);
            await connection.CloseAsync();
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

    /// <summary>This process's turn to write, where the database has a single writer and no transaction of this context is it already.</summary>
    internal async Task<IDisposable?> TurnAsync(CancellationToken cancellationToken) =>
        sql.HasSingleWriter && context.Database.CurrentTransaction is null
            ? await writers.WaitAsync(TimeSpan.FromSeconds(context.Database.GetCommandTimeout() ?? DefaultCommandTimeout), cancellationToken)
            : null;

    private async Task<long?> TakeAsync(InboxValues values, CancellationToken cancellationToken)
    {
        if (sql.Take is { } take)
        {
            return (await RowAsync(take, values, cancellationToken))?[0];
        }

        if (await ExecuteAsync(sql.TakeOver, values, cancellationToken) == 0)
        {
            if (await ExistsAsync(values, cancellationToken))
            {
                return null;
            }

            try
            {
                await ExecuteAsync(sql.Insert, values, cancellationToken);
            }
            catch (DbException exception)
            {
                throw new InsertRefusedException(exception);
            }
        }

        return await RowAsync(sql.Read, values, cancellationToken) is [_, _, not 0, var fence, _] ? fence : null;
    }

    private async Task<int> WriteAsync(InboxStatement statement, InboxValues values, CancellationToken cancellationToken)
    {
        using var turn = await TurnAsync(cancellationToken);
        return await ExecuteAsync(statement, values, cancellationToken);
    }

    private async Task<int> ExecuteAsync(InboxStatement statement, InboxValues values, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return await Command(statement).ExecuteNonQueryAsync(Arguments(statement, values), cancellationToken);
    }

    private async Task<long[]?> RowAsync(InboxStatement statement, InboxValues values, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await using var result = await Command(statement).ExecuteReaderAsync(Arguments(statement, values), cancellationToken);
        var reader = result.DbDataReader;
        long[]? row = null;

        // To the end: a statement that writes commits, or fails to, after its last row
        do
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                row = new long[reader.FieldCount];
                for (var i = 0; i < row.Length; i++)
                {
                    row[i] = Convert.ToInt64(reader.GetValue(i), CultureInfo.InvariantCulture);
                }
            }
        }
        while (await reader.NextResultAsync(cancellationToken));

        return row;
    }

    private IRelationalCommand Command(InboxStatement statement) => statement.Build(context.GetService<IRelationalCommandBuilderFactory>());

    private RelationalCommandParameterObject Arguments(InboxStatement statement, InboxValues values) => new(
        context.GetService<IRelationalConnection>(),
        statement.Values(values with { Now = (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond }),
        readerColumns: null,
        context,
        context.GetService<IRelationalCommandDiagnosticsLogger>(),
        CommandSource.ExecuteSqlRaw);
}
