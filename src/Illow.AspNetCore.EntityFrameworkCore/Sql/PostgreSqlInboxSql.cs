using System.Data.Common;
using Illow.AspNetCore.EntityFrameworkCore.Model;

namespace Illow.AspNetCore.EntityFrameworkCore.Sql;

/// <summary>PostgreSQL: one statement a claim, which waits for nobody and raises no exception where the record exists.</summary>
internal sealed class PostgreSqlInboxSql : InboxSql
{
    /// <summary>Not now(), which stands still in a transaction: a statement may have waited.</summary>
    internal const string KnownClock = "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint";

    private const string DivisionByZero = "22012";
    private const string NoSuchStatement = "26000";

    private readonly InboxStatement? _insertMany;
    private readonly InboxStatement? _completeMany;

    internal PostgreSqlInboxSql(InboxTable table, string? clock, bool transactional, TimeSpan idleTransactionTimeout)
        : base(table, clock ?? KnownClock)
    {
        // A second insert of a key waits until the first one's transaction has ended: an advisory lock tells at once that there is one
        var guard = $"pg_try_advisory_xact_lock({Parameter(InboxParameter.LockKey)})";
        if (transactional && idleTransactionTimeout != Timeout.InfiniteTimeSpan)
        {
            const string Setting = "'idle_in_transaction_session_timeout'";
            guard += $" AND CASE WHEN current_setting({Setting}) = '0' THEN set_config({Setting}, " +
                $"{Parameter(InboxParameter.IdleMilliseconds)}::text, true) ELSE '' END IS NOT NULL";
        }

        // Which process it is tells whether a connection is a session of its own
        Sessions = transactional ? new DirectSessions() : null;
        Take = Prepared(
            $"INSERT INTO {table.Name} AS r ({Columns}) " +
            $"SELECT {Parameter(InboxParameter.Scope)}, {Parameter(InboxParameter.BodyHash)}, {Parameter(InboxParameter.Owner)}, " +
            $"{Clock}, {Parameter(InboxParameter.State)}, {Later} " +
            $"WHERE {guard} " +
            $"ON CONFLICT ({Scope}) DO UPDATE SET {BodyHash} = {Parameter(InboxParameter.BodyHash)}, " +
            $"{Owner} = {Parameter(InboxParameter.Owner)}, {Fence} = GREATEST(r.{Fence} + 1, {Clock}), " +
            $"{State} = {Parameter(InboxParameter.State)}, {ExpiresAt} = {Later} " +
            $"WHERE r.{ExpiresAt} <= {Clock} RETURNING r.{Fence}, pg_backend_pid()");

        // Where there is nothing to seal, the division fails, and what follows a failure is not executed
        SealAndCommit = Prepared($"WITH sealed AS ({Seal.Text} RETURNING 1) SELECT 1 / (SELECT count(*) FROM sealed); COMMIT");
        CheckAndCommit = Prepared(
            $"SELECT 1 / count(*) FROM {table.Name} WHERE {Scope} = {Parameter(InboxParameter.Scope)} " +
            $"AND {Owner} = {Parameter(InboxParameter.Owner)} AND {State} = {Completed}; COMMIT");

        string[] inArrays = [InboxEntity.Scope, InboxEntity.Owner, InboxEntity.ExpiresAt];
        if (inArrays.All(property => table.FindArrayMapping(property) is not null))
        {
            // What is there is not inserted in vain: an insert waits for whoever is writing its record
            _insertMany = Statement(
                $"INSERT INTO {table.Name} AS r ({Columns}) " +
                $"SELECT v.scope, v.body, v.owner, {Clock}, {Claimed}, {Later} " +
                $"FROM unnest({Parameter(InboxParameter.Scopes)}, {Parameter(InboxParameter.BodyHashes)}, " +
                $"{Parameter(InboxParameter.Owners)}, {Parameter(InboxParameter.LockKeys)}) AS v(scope, body, owner, lock) " +
                $"WHERE NOT EXISTS (SELECT 1 FROM {table.Name} AS e WHERE e.{Scope} = v.scope) AND pg_try_advisory_xact_lock(v.lock) " +
                $"ON CONFLICT ({Scope}) DO NOTHING RETURNING array_position({Parameter(InboxParameter.Owners)}, r.{Owner}) - 1, r.{Fence}");
            _completeMany = Statement(
                $"UPDATE {table.Name} SET {State} = {Completed}, {ExpiresAt} = {Later} " +
                $"WHERE {Scope} = ANY ({Parameter(InboxParameter.Scopes)}) AND {Owner} = ANY ({Parameter(InboxParameter.Owners)}) " +
                $"AND {State} = {Claimed} AND {ExpiresAt} > {Clock}");
        }
    }

    internal override InboxStatement Take { get; }

    internal override InboxStatement SealAndCommit { get; }

    internal override InboxStatement CheckAndCommit { get; }

    internal override DirectSessions? Sessions { get; }

    internal override bool ClaimsWithoutWaiting => true;

    internal override bool ReadsWithoutWaiting => true;

    internal override InboxStatement? InsertMany(int count) => _insertMany;

    internal override InboxStatement? CompleteMany(int count) => _completeMany;

    // SKIP LOCKED: no waiting for a claim that takes a record over, no deadlock with another clean-up. The clock in a subquery is read
    // once, so that the index on the end of records serves
    internal override InboxStatement DeleteBatch(int size) => Statement(
        $"DELETE FROM {Table.Name} WHERE {Scope} = ANY (ARRAY(SELECT {Scope} FROM {Table.Name} WHERE {ExpiresAt} <= (SELECT {Clock}) " +
        $"ORDER BY {ExpiresAt} LIMIT {size} FOR UPDATE SKIP LOCKED))");

    internal override bool IsContention(DbException exception) =>
        (exception.SqlState == NoSuchStatement && Sessions is not null) || base.IsContention(exception);

    internal override bool IsRecordMissing(DbException exception) => exception.SqlState == DivisionByZero;

    internal override void GaveUp(DbException exception)
    {
        // The application has let go of all that was prepared
        if (exception.SqlState == NoSuchStatement)
        {
            Sessions?.TurnOff();
        }
    }

    private InboxStatement Prepared(string text) => new(Table, text, preparing: Sessions);
}
