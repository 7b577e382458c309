using System.Collections.Concurrent;
using System.Data.Common;
using Illow.AspNetCore.EntityFrameworkCore.Model;

namespace Illow.AspNetCore.EntityFrameworkCore.Sql;

/// <summary>MySQL and MariaDB, over either provider: a new event is claimed in one round trip.</summary>
internal sealed class MySqlInboxSql : InboxSql
{
    internal const string KnownClock = "TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(6))";

    private const int LockWaitTimeout = 1205;
    private const int Deadlock = 1213;

    private readonly ConcurrentDictionary<int, InboxStatement> _insertMany = [];
    private readonly ConcurrentDictionary<int, InboxStatement> _completeMany = [];

    // Not ON DUPLICATE KEY UPDATE: it takes any unique index for the key, and would change another event's record
    internal MySqlInboxSql(InboxTable table, string? clock)
        : base(table, clock ?? KnownClock) => InsertAndRead = Statement($"{Insert.Text}; {Read.Text}");

    internal override InboxStatement InsertAndRead { get; }

    internal override bool ReadsWithoutWaiting => true;

    // IGNORE leaves out whatever it refuses, for any reason: what is not there afterwards is claimed by itself, and answered by its error
    internal override InboxStatement InsertMany(int count) => _insertMany.GetOrAdd(count, _ => Statement(
        $"INSERT IGNORE INTO {Table.Name} ({Columns}) VALUES " +
        Joined(count, i => $"({Parameter(InboxParameter.Scope, i)}, {Parameter(InboxParameter.BodyHash, i)}, " +
            $"{Parameter(InboxParameter.Owner, i)}, {Clock}, {Claimed}, {Later})") +
        $"; SELECT CASE {Owner} {Joined(count, i => $"WHEN {Parameter(InboxParameter.Owner, i)} THEN {i}", " ")} END, {Fence} " +
        $"FROM {Table.Name} WHERE {AnyOf(count)}",
        count));

    internal override InboxStatement CompleteMany(int count) => _completeMany.GetOrAdd(count, _ => Statement(
        $"UPDATE {Table.Name} SET {State} = {Completed}, {ExpiresAt} = {Later} WHERE {AnyOf(count)} AND {State} = {Claimed} " +
        $"AND {ExpiresAt} > {Clock}",
        count));

    // Read committed, for this statement alone: it then locks no gaps into which claims insert, and reads the keys without locks
    internal override InboxStatement DeleteBatch(int size) => Statement(
        "SET TRANSACTION ISOLATION LEVEL READ COMMITTED; " +
        $"DELETE r FROM {Table.Name} AS r JOIN (SELECT {Scope} FROM {Table.Name} WHERE {ExpiresAt} <= {Clock} ORDER BY {ExpiresAt} " +
        $"LIMIT {size}) AS ended ON r.{Scope} = ended.{Scope} WHERE r.{ExpiresAt} <= {Clock}");

    // Both providers put the server's number there
    internal override bool IsContention(DbException exception) =>
        exception.Data["Server Error Code"] is LockWaitTimeout or Deadlock || base.IsContention(exception);

    // An owner is of one record alone
    private string AnyOf(int count) =>
        $"{Scope} IN ({Joined(count, i => Parameter(InboxParameter.Scope, i))}) " +
        $"AND {Owner} IN ({Joined(count, i => Parameter(InboxParameter.Owner, i))})";

    private static string Joined(int count, Func<int, string> text, string separator = ", ") =>
        string.Join(separator, Enumerable.Range(0, count).Select(text));
}
