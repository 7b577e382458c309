using System.Data.Common;
using Illow.AspNetCore.EntityFrameworkCore.Model;

namespace Illow.AspNetCore.EntityFrameworkCore.Sql;

/// <summary>SQL Server: a new event is claimed in one round trip.</summary>
internal sealed class SqlServerInboxSql : InboxSql
{
    internal const string KnownClock = "DATEDIFF_BIG(microsecond, '1970-01-01', SYSUTCDATETIME())";

    private const string Deadlock = "1205";
    private const string LockRequestTimeout = "1222";

    internal SqlServerInboxSql(InboxTable table, string? clock)
        : base(table, clock ?? KnownClock) => InsertAndRead = Statement($"{Insert.Text}; {Read.Text}");

    internal override InboxStatement InsertAndRead { get; }

    // READPAST: no waiting for a claim that takes a record over
    internal override InboxStatement DeleteBatch(int size) => Statement(
        $"WITH ended AS (SELECT TOP ({size}) * FROM {Table.Name} WITH (ROWLOCK, UPDLOCK, READPAST) WHERE {ExpiresAt} <= {Clock} " +
        $"ORDER BY {ExpiresAt}) DELETE FROM ended");

    // The provider puts the server's number there
    internal override bool IsContention(DbException exception) =>
        exception.Data["HelpLink.EvtID"] is Deadlock or LockRequestTimeout || base.IsContention(exception);
}
