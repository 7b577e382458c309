using System.Collections.Concurrent;
using System.Data;
using System.Data.Common;
using System.Reflection;
using Illow.AspNetCore.EntityFrameworkCore.Sql;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace Illow.AspNetCore.EntityFrameworkCore.Store;

/// <summary>The steps that share a statement or a transaction: which may, and what comes of each.</summary>
internal sealed class SharedSteps(Inbox inbox)
{
    private static readonly ConcurrentDictionary<Type, PropertyInfo?> DataSourceProperties = [];

    private IRelationalConnection Connection => inbox.Commands.Connection;

    /// <summary>
    /// What a step has in common with those that it had better be written together with; null where it is written by itself: where the
    /// database gains nothing by it, where the application brings the connection, which may be the only one to its database, and where
    /// interceptors of the application may make of a connection or a statement what it is.
    /// </summary>
    internal GroupKey? FindGroup(InboxStep step)
    {
        if (Connection.DbConnection.State != ConnectionState.Closed || Connection.ConnectionString is not { } connection)
        {
            return null;
        }

        if (inbox.Sql.HasSingleWriter)
        {
            return new(inbox.Sql, connection, Source: DataSource);
        }

        return !inbox.Sql.WritesAlone && StatementFor(step, 2) is not null && !HasInterceptors
            ? new(inbox.Sql, connection, step.Kind, step.Values.Lasting, DataSource)
            : null;
    }

    /// <summary>
    /// Runs steps of one group. A result that is null leaves a step to run by itself; an exception is the outcome of all.
    /// </summary>
    internal async Task<InboxStepResult?[]> RunAsync(IReadOnlyList<InboxStep> steps, CancellationToken cancellationToken)
    {
        if (inbox.Sql.HasSingleWriter)
        {
            using var turn = await inbox.TurnAsync(cancellationToken);
            return await inbox.Context.RunAsync(token => RunInTransactionAsync(steps, token), cancellationToken);
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
                inbox.Sql.WritesAlone = true;
            }

            // What of it was done nobody knows, and each step finds that out by itself, with the retries that are due to it
            return LeftAlone(steps, isDone: true);
        }
    }

    private async Task<InboxStepResult?[]> ClaimInOneStatementAsync(
        InboxStatement statement, InboxValues[] values, CancellationToken cancellationToken)
    {
        var results = new InboxStepResult?[values.Length];
        foreach (var row in await inbox.Commands.RowsAsync(statement, values, cancellationToken))
        {
            var own = values[row[0]];
            results[row[0]] = new(true, new(IllowClaimResult.Claimed(new IllowClaim(own.Scope, own.Owner, row[1]))));
        }

        return results;
    }

    private async Task<InboxStepResult?[]> CompleteInOneStatementAsync(
        InboxStatement statement, IReadOnlyList<InboxStep> steps, InboxValues[] values, CancellationToken cancellationToken)
    {
        var completed = await inbox.Commands.ExecuteAsync(statement, values, cancellationToken);

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
        await using var transaction = await inbox.Context.Database.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
        for (var i = 0; i < results.Length; i++)
        {
            try
            {
                results[i] = await steps[i].RunAsync(inbox, cancellationToken);
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
        InboxStepKind.Claim => inbox.Sql.InsertMany(count),
        InboxStepKind.Complete => inbox.Sql.CompleteMany(count),
        _ => null,
    };

    // Data sources may make different sessions of one connection string. Npgsql has its own on a class that this package does not know
    private DbDataSource? DataSource =>
        DataSourceProperties.GetOrAdd(Connection.GetType(), static type => type.GetProperty("DbDataSource", typeof(DbDataSource)))?
            .GetValue(Connection) as DbDataSource;

    private bool HasInterceptors
    {
        get
        {
            var interceptors = inbox.Context.GetService<IInterceptors>();
            return interceptors.Aggregate<IDbConnectionInterceptor>() is not null
                || interceptors.Aggregate<IDbCommandInterceptor>() is not null;
        }
    }
}
