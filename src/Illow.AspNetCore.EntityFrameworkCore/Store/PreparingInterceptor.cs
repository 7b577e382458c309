using System.Data.Common;
using System.Runtime.CompilerServices;
using Illow.AspNetCore.EntityFrameworkCore.Sql;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Illow.AspNetCore.EntityFrameworkCore.Store;

/// <summary>
/// Prepares the inbox's statements on connections that keep them, so that the server parses and plans each once. What another interceptor
/// has made another text of is left as it is.
/// </summary>
internal sealed class PreparingInterceptor : DbCommandInterceptor
{
    internal static readonly PreparingInterceptor Instance = new();

    private static readonly ConditionalWeakTable<string, DirectSessions> Statements = [];

    internal static void Add(string text, DirectSessions sessions) => Statements.AddOrUpdate(text, sessions);

    public override async ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        await PrepareAsync(command, cancellationToken);
        return result;
    }

    public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<DbDataReader> result,
        CancellationToken cancellationToken = default)
    {
        await PrepareAsync(command, cancellationToken);
        return result;
    }

    private static async ValueTask PrepareAsync(DbCommand command, CancellationToken cancellationToken)
    {
        if (!Statements.TryGetValue(command.CommandText, out var sessions)
            || command.Connection is not { } connection
            || !sessions.Contains(connection))
        {
            return;
        }

        try
        {
            await command.PrepareAsync(cancellationToken);
        }
        catch (NotSupportedException)
        {
            sessions.TurnOff();
        }
    }
}
