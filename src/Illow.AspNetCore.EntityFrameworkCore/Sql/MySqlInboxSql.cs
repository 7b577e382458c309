using System.Data.Common;
using Illow.AspNetCore.EntityFrameworkCore.Model;

namespace Illow.AspNetCore.EntityFrameworkCore.Sql;

/// <summary>MySQL and MariaDB, over either provider: a new event is claimed in one round trip.</summary>
internal sealed class MySqlInboxSql : InboxSql
{
    internal const string KnownClock = "TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(6))";

    private const int LockWaitTimeout = 1205;
    private const int Deadlock = 1213;

    // Not ON DUPLICATE KEY UPDATE: it takes any unique index for the key, and would change another event's record
    internal MySqlInboxSql(InboxTable table, string clock)
        : base(table, clock) => InsertAndRead = Statement($"{Insert.Text}; {Read.Text}");

    internal override InboxStatement InsertAndRead { get; }

    internal override bool ReadsWithoutWaiting => true;

    // Read committed, for this statement alone: it then locks no gaps into which claims insert, and reads the keys without locks
    internal override InboxStatement DeleteBatch(int size) => Statement(
        "SET TRANSACTION ISOLATION LEVEL READ COMMITTED; " +
        $"DELETE r FROM {Table.Name} AS r JOIN (SELECT {Scope} FROM {Table.Name} WHERE {ExpiresAt} <= {Clock} ORDER BY {ExpiresAt} LIMIT {size}) AS ended " +
        $"ON r.{Scope} = ended.{Scope} WHERE r.{ExpiresAt} <= {Clock}");

    // Both providers put the server's number there
    internal override bool IsContention(DbException exception) =>
        exception.Data["Server Error Code"] is LockWaitTimeout or Deadlock || base.IsContention(exception);
}
