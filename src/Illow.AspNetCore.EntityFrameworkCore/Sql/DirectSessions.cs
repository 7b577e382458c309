using System.Collections.Concurrent;
using System.Data;
using System.Data.Common;
using System.Reflection;

namespace Illow.AspNetCore.EntityFrameworkCore.Sql;

/// <summary>
/// Knows which connections to PostgreSQL are sessions of the server's own. A pooler in between may run each transaction in another session,
/// where a statement prepared before is another one or none: it answers for itself when a connection is opened, so that the process which
/// the connection was told of is not the one that executes its statements. Thread-safe.
/// </summary>
internal sealed class DirectSessions
{
    private const int Most = 10_000;

    private readonly ConcurrentDictionary<int, bool> _processes = [];
    private PropertyInfo? _processId;
    private volatile bool _isOff;

    /// <summary>Compares what executed a statement of a connection with what the connection was told when it was opened.</summary>
    internal void Learn(DbConnection connection, long executedBy)
    {
        if (ProcessOf(connection) is { } process && process == executedBy && _processes.Count < Most)
        {
            _processes.TryAdd(process, true);
        }
    }

    internal bool Contains(DbConnection connection) => !_isOff && ProcessOf(connection) is { } process && _processes.ContainsKey(process);

    /// <summary>Nothing is prepared from now on: the application, or what it goes through, does not bear it.</summary>
    internal void TurnOff() => _isOff = true;

    // Npgsql has it on its own class, which this package does not know
    private int? ProcessOf(DbConnection connection)
    {
        if (connection.State != ConnectionState.Open)
        {
            return null;
        }

        var property = _processId;
        if (property?.DeclaringType != connection.GetType())
        {
            _processId = property = connection.GetType().GetProperty("ProcessID", typeof(int));
        }

        return (int?)property?.GetValue(connection);
    }
}
