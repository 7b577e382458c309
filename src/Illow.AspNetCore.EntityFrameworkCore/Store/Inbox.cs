using System.Collections.Concurrent;
using System.Data;
using System.Data.Common;
using System.Globalization;
using System.Reflection;
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

    internal const string RecordVanished = "The record of the event has vanished from the webhook inbox in the course of its own transaction.";

    // A record can end or begin between two statements; that it does so again and again means that others are at it
    private const int Rounds = 3;

    private const int DefaultCommandTimeout = 30;

    private static readonly ConcurrentDictionary<Type, PropertyInfo?> DataSourceProperties = [];

    private readonly IRelationalConnection _connection = context.GetService<IRelationalConnection>();
    private readonly IRelationalCommandDiagnosticsLogger _logger = context.GetService<IRelationalCommandDiagnosticsLogger>();

    internal InboxSql Sql => sql;

    /// <summary>
    /// What a step has in common with those that it had better be written together with; null where it is written by itself: where the
    /// database gains nothing by it, where the application brings the connection, which may be the only one to its database, and where
    /// interceptors of the application may make of a connection or a statement what it is.
    /// </summary>
    internal GroupKey? FindGroup(InboxStep step)
    {
        if (_connection.DbConnection.State != ConnectionState.Closed || _connection.ConnectionString is not { } connection)
        {
            return null;
        }

        if (sql.HasSingleWriter)
        {
            return new(sql, connection, Source: DataSource);
        }

        return !sql.WritesAlone && StatementFor(step, 2) is not null && !HasInterceptors
            ? new(sql, connection, step.Kind, step.Values.Lasting, DataSource)
            : null;
    }

    /// <summary>Runs steps of one group. A result that is null leaves a step to run by itself; an exception is the outcome of all.</summary>
    internal async Task<InboxStepResult?[]> RunAsync(IReadOnlyList<InboxStep> steps, CancellationToken cancellationToken)
    {
        if (sql.HasSingleWriter)
        {
            using var turn = await TurnAsync(cancellationToken);
            return await context.RunAsync(token => RunInTransactionAsync(steps, token), cancellationToken);
        }

        var statement = StatementFor(steps[0], steps.Count)!;
        var values = steps.Select(step => step.Values).ToArray();
        try
        {
            return steps[0].Kind == InboxStepKind.Claim
                ? await ClaimInOneStatementAsync(statement, values, cancellationToken)
                : await CompleteInOneStatementAsync(statement, steps, values, cancellationToken);
        }
        catch (Exception exception)
        {
            // A provider that was told to do without arrays, for example
            if (exception is InvalidCastException or NotSupportedException or InvalidOperationException)
            {
                sql.WritesAlone = true;
            }

            // What of it was done nobody knows, and each step finds that out by itself, with the retries that are due to it
            return LeftAlone(steps, isDone: true);
        }
    }

    private async Task<InboxStepResult?[]> ClaimInOneStatementAsync(
        InboxStatement statement, InboxValues[] values, CancellationToken cancellationToken)
    {
        var results = new InboxStepResult?[values.Length];
        foreach (var row in await RowsAsync(statement, values, cancellationToken))
        {
            var own = values[row[0]];
            results[row[0]] = new(true, new(IllowClaimResult.Claimed(new IllowClaim(own.Scope, own.Owner, row[1]))));
        }

        return results;
    }

    private async Task<InboxStepResult?[]> CompleteInOneStatementAsync(
        InboxStatement statement, IReadOnlyList<InboxStep> steps, InboxValues[] values, CancellationToken cancellationToken)
    {
        var completed = await ExecuteAsync(statement, values, cancellationToken);

        // Of copies the first has completed the claim, and no other
        var results = new InboxStepResult?[values.Length];
        var owners = new HashSet<Guid>();
        for (var i = 0; i < results.Length; i++)
        {
            results[i] = owners.Add(values[i].Owner) ? new(true) : null;
        }

        // The number does not say which claims are lost
        return completed == owners.Count ? results : LeftAlone(steps, isDone: completed > 0);
    }

    private static InboxStepResult?[] LeftAlone(IReadOnlyList<InboxStep> steps, bool isDone)
    {
        foreach (var step in isDone ? steps : [])
        {
            step.Attempted();
        }

        return new InboxStepResult?[steps.Count];
    }

    /// <returns>No result for any of them where one failed: all are rolled back.</returns>
    private async Task<InboxStepResult?[]> RunInTransactionAsync(IReadOnlyList<InboxStep> steps, CancellationToken cancellationToken)
    {
        var results = new InboxStepResult?[steps.Count];
        await using var transaction = await context.Database.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
        for (var i = 0; i < results.Length; i++)
        {
            try
            {
                results[i] = await steps[i].RunAsync(this, cancellationToken);
            }
            catch (Exception)
            {
                return new InboxStepResult?[steps.Count];
            }
        }

        await transaction.CommitAsync(cancellationToken);
        return results;
    }

    private InboxStatement? StatementFor(InboxStep step, int count) => step.Kind switch
    {
        InboxStepKind.Claim => sql.InsertMany(count),
        InboxStepKind.Complete => sql.CompleteMany(count),
        _ => null,
    };

    // Data sources may make different sessions of one connection string. Npgsql has its own on a class that this package does not know
    private DbDataSource? DataSource =>
        DataSourceProperties.GetOrAdd(_connection.GetType(), static type => type.GetProperty("DbDataSource", typeof(DbDataSource)))?
            .GetValue(_connection) as DbDataSource;

    private bool HasInterceptors
    {
        get
        {
            var interceptors = context.GetService<IInterceptors>();
            return interceptors.Aggregate<IDbConnectionInterceptor>() is not null || interceptors.Aggregate<IDbCommandInterceptor>() is not null;
        }
    }

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
        try
        {
            await _connection.OpenAsync(cancellationToken, errorsExpected: true);
            await _connection.CloseAsync();
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
            await ExecuteAsync(statement, values, cancellationToken);
        }
        catch (DbException exception) when (exception.SqlState == PostgreSqlInboxSql.DivisionByZero)
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

    /// <summary>This process's turn to write, where the database has a single writer and no transaction of this context is it already.</summary>
    internal async Task<IDisposable?> TurnAsync(CancellationToken cancellationToken) =>
        sql.HasSingleWriter && context.Database.CurrentTransaction is null
            ? await writers.WaitAsync(Patience, cancellationToken)
            : null;

    // To ADO.NET zero means no limit
    private TimeSpan Patience => (context.Database.GetCommandTimeout() ?? DefaultCommandTimeout) switch
    {
        0 => Timeout.InfiniteTimeSpan,
        var seconds => TimeSpan.FromSeconds(seconds),
    };

    private async Task<long?> TakeAsync(InboxValues values, CancellationToken cancellationToken)
    {
        if (sql.Take is { } take)
        {
            var row = await RowAsync(take, values, cancellationToken);
            if (sql.Sessions is { } sessions && row is [_, var process])
            {
                sessions.Learn(_connection.DbConnection, process);
            }

            return row?[0];
        }

        if (sql.InsertAndRead is { } insert)
        {
            return await InsertOrTakeOverAsync(insert, values, cancellationToken);
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

        return FenceIfOwn(await RowAsync(sql.Read, values, cancellationToken));
    }

    // Most events are new. Whether a refusal was the key's own violation, the record says; where it is not there, it may just have ended
    private async Task<long?> InsertOrTakeOverAsync(InboxStatement insert, InboxValues values, CancellationToken cancellationToken)
    {
        for (var round = 1; ; round++)
        {
            try
            {
                return FenceIfOwn(await RowAsync(insert, values, cancellationToken));
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

        return await ExecuteAsync(sql.TakeOver, values, cancellationToken) == 0
            ? null
            : FenceIfOwn(await RowAsync(sql.Read, values, cancellationToken));
    }

    private static long? FenceIfOwn(long[]? row) => row is [_, _, not 0, var fence, _] ? fence : null;

    private async Task<int> WriteAsync(InboxStatement statement, InboxValues values, CancellationToken cancellationToken)
    {
        using var turn = await TurnAsync(cancellationToken);
        return await ExecuteAsync(statement, values, cancellationToken);
    }

    private Task<int> ExecuteAsync(InboxStatement statement, InboxValues values, CancellationToken cancellationToken) =>
        ExecuteAsync(statement, [values], cancellationToken);

    private Task<int> ExecuteAsync(InboxStatement statement, InboxValues[] values, CancellationToken cancellationToken) => CommandAsync(
        statement, values, static (command, arguments, token) => command.ExecuteNonQueryAsync(arguments, token), cancellationToken);

    private async Task<long[]?> RowAsync(InboxStatement statement, InboxValues values, CancellationToken cancellationToken) =>
        await RowsAsync(statement, [values], cancellationToken) is [.., var last] ? last : null;

    private Task<List<long[]>> RowsAsync(InboxStatement statement, InboxValues[] values, CancellationToken cancellationToken) => CommandAsync(
        statement,
        values,
        static async (command, arguments, token) =>
        {
            await using var result = await command.ExecuteReaderAsync(arguments, token);
            return await RowsAsync(result.DbDataReader, token);
        },
        cancellationToken);

    private async Task<T> CommandAsync<T>(
        InboxStatement statement,
        InboxValues[] values,
        Func<IRelationalCommand, RelationalCommandParameterObject, CancellationToken, Task<T>> execute,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var command = Rent(statement);
        try
        {
            return await execute(command, Arguments(statement, values), cancellationToken);
        }
        catch (DbException exception) when (sql.IsContention(exception))
        {
            sql.GaveUp(exception);
            throw new ContentionException(exception);
        }
        finally
        {
            _connection.ReturnCommand(command);
        }
    }

    // To the end: a statement that writes commits, or fails to, after its last row
    private static async Task<List<long[]>> RowsAsync(DbDataReader reader, CancellationToken cancellationToken)
    {
        var rows = new List<long[]>();
        do
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                var row = new long[reader.FieldCount];
                for (var i = 0; i < row.Length; i++)
                {
                    row[i] = Convert.ToInt64(reader.GetValue(i), CultureInfo.InvariantCulture);
                }

                rows.Add(row);
            }
        }
        while (await reader.NextResultAsync(cancellationToken));

        return rows;
    }

    // A command has a state of its own while it runs; the connection keeps those that are done for the next
    private IRelationalCommand Rent(InboxStatement statement)
    {
        var command = _connection.RentCommand();
        command.PopulateFrom(statement.Template(context.GetService<IRelationalCommandBuilderFactory>()));
        return command;
    }

    private RelationalCommandParameterObject Arguments(InboxStatement statement, InboxValues[] values)
    {
        if (!sql.HasClock)
        {
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = values[i] with { Now = (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond };
            }
        }

        return new(_connection, statement.Values(values), readerColumns: null, context, _logger, CommandSource.ExecuteSqlRaw);
    }
}
