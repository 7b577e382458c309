using System.Data.Common;
using System.Globalization;
using Illow.AspNetCore.EntityFrameworkCore.Sql;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace Illow.AspNetCore.EntityFrameworkCore.Store;

/// <summary>
/// Executes the inbox's statements over one context. What the database gave up for others is a <see cref="ContentionException"/>.
/// </summary>
internal sealed class InboxCommands(DbContext context, InboxSql sql, TimeProvider time)
{
    private readonly IRelationalCommandDiagnosticsLogger _logger = context.GetService<IRelationalCommandDiagnosticsLogger>();

    internal IRelationalConnection Connection { get; } = context.GetService<IRelationalConnection>();

    internal Task<int> ExecuteAsync(InboxStatement statement, InboxValues values, CancellationToken cancellationToken) =>
        ExecuteAsync(statement, [values], cancellationToken);

    internal Task<int> ExecuteAsync(InboxStatement statement, InboxValues[] values, CancellationToken cancellationToken) => CommandAsync(
        statement, values, static (command, arguments, token) => command.ExecuteNonQueryAsync(arguments, token), cancellationToken);

    /// <summary>Gives the last row that a statement returns; null where it returns none.</summary>
    internal async Task<long[]?> RowAsync(InboxStatement statement, InboxValues values, CancellationToken cancellationToken) =>
        await RowsAsync(statement, [values], cancellationToken) is [.., var last] ? last : null;

    internal Task<List<long[]>> RowsAsync(
        InboxStatement statement, InboxValues[] values, CancellationToken cancellationToken) => CommandAsync(
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
            Connection.ReturnCommand(command);
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
        var command = Connection.RentCommand();
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

        return new(Connection, statement.Values(values), readerColumns: null, context, _logger, CommandSource.ExecuteSqlRaw);
    }
}
