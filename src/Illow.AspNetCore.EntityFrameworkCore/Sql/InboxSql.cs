using System.Data.Common;
using Illow.AspNetCore.EntityFrameworkCore.Model;

namespace Illow.AspNetCore.EntityFrameworkCore.Sql;

/// <summary>
/// The statements of one model, each a whole step: the database decides in it who holds a record, by its own clock and by the number of
/// rows. What any provider understands is here; a derived class has what one provider does better.
/// </summary>
internal class InboxSql
{
    protected const int Claimed = (int)InboxState.Claimed;
    protected const int Completed = (int)InboxState.Completed;

    private const string SerializationFailure = "40001";
    private const string PostgreSqlDeadlock = "40P01";

    /// <param name="table">The table.</param>
    /// <param name="clock">The database's clock as an expression; null where it is not known.</param>
    internal InboxSql(InboxTable table, string? clock)
    {
        Table = table;
        HasClock = clock is not null;
        Clock = clock is null ? Parameter(InboxParameter.Now) : $"({clock})";
        (Scope, BodyHash, Owner) = (table.Column(InboxEntity.Scope), table.Column(InboxEntity.BodyHash), table.Column(InboxEntity.Owner));
        (Fence, State, ExpiresAt) = (table.Column(InboxEntity.Fence), table.Column(InboxEntity.State), table.Column(InboxEntity.ExpiresAt));
        var own = $"{Scope} = {Parameter(InboxParameter.Scope)} AND {Owner} = {Parameter(InboxParameter.Owner)}";
        var held = $"{own} AND {State} = {Claimed} AND {ExpiresAt} > {Clock}";
        Read = Statement(
            $"SELECT {State}, CASE WHEN {BodyHash} = {Parameter(InboxParameter.BodyHash)} THEN 1 ELSE 0 END, " +
            $"CASE WHEN {Owner} = {Parameter(InboxParameter.Owner)} THEN 1 ELSE 0 END, {Fence}, {ExpiresAt} - {Clock} " +
            $"FROM {table.Name} WHERE {Scope} = {Parameter(InboxParameter.Scope)}");
        TakeOver = Statement(
            $"UPDATE {table.Name} SET {BodyHash} = {Parameter(InboxParameter.BodyHash)}, {Owner} = {Parameter(InboxParameter.Owner)}, " +
            $"{Fence} = CASE WHEN {Fence} >= {Clock} THEN {Fence} + 1 ELSE {Clock} END, {State} = {Parameter(InboxParameter.State)}, " +
            $"{ExpiresAt} = {Later} " +
            $"WHERE {Scope} = {Parameter(InboxParameter.Scope)} AND {ExpiresAt} <= {Clock}");
        Insert = Statement(
            $"INSERT INTO {table.Name} ({Columns}) VALUES ({Parameter(InboxParameter.Scope)}, {Parameter(InboxParameter.BodyHash)}, " +
            $"{Parameter(InboxParameter.Owner)}, {Clock}, {Parameter(InboxParameter.State)}, {Later})");
        Renew = Statement($"UPDATE {table.Name} SET {ExpiresAt} = {Later} WHERE {held}");
        Complete = Statement($"UPDATE {table.Name} SET {State} = {Completed}, {ExpiresAt} = {Later} WHERE {held}");
        Release = Statement($"UPDATE {table.Name} SET {ExpiresAt} = {Clock} WHERE {held}");
        Seal = Statement($"UPDATE {table.Name} SET {ExpiresAt} = {Later} WHERE {own} AND {State} = {Completed}");
        DeleteExpired = Statement(
            $"DELETE FROM {table.Name} WHERE {ExpiresAt} <= {Parameter(InboxParameter.Latest)} AND {ExpiresAt} <= {Clock}");
    }

    internal InboxTable Table { get; }

    /// <summary>Whether the database's clock decides, and not this host's.</summary>
    internal bool HasClock { get; }

    /// <summary>
    /// Inserts a record or takes an ended one over, and gives the fence; no row where neither was possible. Null: <see cref="TakeOver"/>
    /// and <see cref="Insert"/> do it in two steps.
    /// </summary>
    internal virtual InboxStatement? Take => null;

    /// <summary>Inserts a record and reads it in one round trip; fails where the record is there. Null: a statement for each.</summary>
    internal virtual InboxStatement? InsertAndRead => null;

    /// <summary>
    /// Inserts the records that are not there yet, and gives the place of each of them among the steps and its fence. Null: a statement for
    /// each.
    /// </summary>
    internal virtual InboxStatement? InsertMany(int count) => null;

    /// <summary>Set where a statement for several steps has failed in a way in which it will fail again.</summary>
    internal bool WritesAlone { get; set; }

    /// <summary>Completes what several claims hold, for one retention, and tells of how many. Null: a statement for each.</summary>
    internal virtual InboxStatement? CompleteMany(int count) => null;

    /// <summary>Deletes one batch of ended records by itself. Null: <see cref="DeleteExpired"/> does it up to a given end.</summary>
    internal virtual InboxStatement? DeleteBatch(int size) => null;

    /// <summary>
    /// Whether a transaction holds off all others from its beginning, so that they had better wait in this process than in the database.
    /// </summary>
    internal virtual bool HasSingleWriter => false;

    /// <summary>Whether a claim answers at once where another transaction is inserting the same record.</summary>
    internal virtual bool ClaimsWithoutWaiting => false;

    /// <summary>Whether a read answers at once where another transaction is writing the same record.</summary>
    internal virtual bool ReadsWithoutWaiting => false;

    internal InboxStatement Read { get; }

    internal InboxStatement TakeOver { get; }

    internal InboxStatement Insert { get; }

    internal InboxStatement Renew { get; }

    internal InboxStatement Complete { get; }

    internal InboxStatement Release { get; }

    /// <summary>
    /// Starts the retention of a record that a transaction holds as completed: the last statement before the commit, so that a transaction
    /// the database has given up is not taken for a good one.
    /// </summary>
    internal InboxStatement Seal { get; }

    /// <summary>
    /// <see cref="Seal"/> and the commit in one round trip; fails where there is no record to seal. Null: a round trip for each.
    /// </summary>
    internal virtual InboxStatement? SealAndCommit => null;

    /// <summary>Whether <see cref="SealAndCommit"/> or <see cref="CheckAndCommit"/> failed because the record is not there.</summary>
    internal virtual bool IsRecordMissing(DbException exception) => false;

    /// <summary>
    /// <see cref="SealAndCommit"/> for a record whose retention began at the claim and was given the time of the handler on top: it needs
    /// no writing again, but has to be there. Null: there is no such statement.
    /// </summary>
    internal virtual InboxStatement? CheckAndCommit => null;

    /// <summary>Which connections may have statements prepared; null where none may.</summary>
    internal virtual DirectSessions? Sessions => null;

    internal InboxStatement DeleteExpired { get; }

    /// <summary>Whether the database gave a statement up for the sake of others, so that it is worth running again.</summary>
    // PostgreSQL's too: another provider of it speaks this dialect
    internal virtual bool IsContention(DbException exception) => exception.SqlState is SerializationFailure or PostgreSqlDeadlock;

    /// <summary>Learns from a statement that the database gave up, before it is run again.</summary>
    internal virtual void GaveUp(DbException exception)
    {
    }

    protected string Clock { get; }

    protected string Later => $"{Clock} + {Parameter(InboxParameter.Lasting)}";

    protected string Columns => $"{Scope}, {BodyHash}, {Owner}, {Fence}, {State}, {ExpiresAt}";

    protected string Scope { get; }

    protected string BodyHash { get; }

    protected string Owner { get; }

    protected string Fence { get; }

    protected string State { get; }

    protected string ExpiresAt { get; }

    protected string Parameter(InboxParameter parameter, int step = 0) => InboxStatement.Placeholder(Table, parameter, step);

    protected InboxStatement Statement(string text, int steps = 1) => new(Table, text, steps);
}
