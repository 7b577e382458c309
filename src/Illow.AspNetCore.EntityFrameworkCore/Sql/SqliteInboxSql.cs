using Illow.AspNetCore.EntityFrameworkCore.Model;

namespace Illow.AspNetCore.EntityFrameworkCore.Sql;

/// <summary>SQLite (3.35 or newer): one statement a claim, and one writer at a time.</summary>
internal sealed class SqliteInboxSql : InboxSql
{
    /// <summary>To the millisecond. Unlike unixepoch('subsec'), which is null before 3.42, every version has it.</summary>
    internal const string KnownClock = "CAST((julianday('now') - 2440587.5) * 86400000 + 0.5 AS INTEGER) * 1000";

    internal SqliteInboxSql(InboxTable table, string? clock)
        : base(table, clock ?? KnownClock) =>
        Take = Statement(
            $"INSERT INTO {table.Name} AS r ({Columns}) " +
            $"VALUES ({Parameter(InboxParameter.Scope)}, {Parameter(InboxParameter.BodyHash)}, {Parameter(InboxParameter.Owner)}, " +
            $"{Clock}, {Parameter(InboxParameter.State)}, {Later}) " +
            $"ON CONFLICT ({Scope}) DO UPDATE SET {BodyHash} = {Parameter(InboxParameter.BodyHash)}, " +
            $"{Owner} = {Parameter(InboxParameter.Owner)}, {Fence} = max(r.{Fence} + 1, {Clock}), " +
            $"{State} = {Parameter(InboxParameter.State)}, {ExpiresAt} = {Later} " +
            $"WHERE r.{ExpiresAt} <= {Clock} RETURNING {Fence}");

    internal override InboxStatement Take { get; }

    internal override bool HasSingleWriter => true;

    internal override bool ReadsWithoutWaiting => true;
}
