namespace Illow.AspNetCore.EntityFrameworkCore;

/// <summary>How the application's database records which events are being handled and which are done. Read once, at start.</summary>
public sealed class IllowEntityFrameworkStoreOptions
{
    /// <summary>
    /// Whether the record and what the handler saves through the request's own context commit together or not at all. Default: false,
    /// which claims an event for the length of a lease, in a scope and a connection of the store's own.
    /// </summary>
    /// <remarks>
    /// With true the store begins the transaction (read committed, inside the context's execution strategy), so a handler must not begin
    /// one on that context itself, and may be run again after a transient fault. Effects outside of that context are not part of it.
    /// </remarks>
    public bool Transactional { get; set; }

    /// <summary>
    /// Prepares a scope that the store has made, before the context is resolved from it: for a context that needs something of a request,
    /// such as the tenant whose database it opens. Default: null. Called from many threads at once.
    /// </summary>
    /// <remarks>
    /// The store makes a scope for each step where <see cref="Transactional"/> is false, and for the clean-up. A context that cannot be
    /// made outside of a request leaves the clean-up undone, with a warning at start.
    /// </remarks>
    public Action<IServiceProvider>? PrepareScope { get; set; }

    /// <summary>
    /// How often records that have ended are deleted. Default: 5 minutes; at least 1 second. <see cref="Timeout.InfiniteTimeSpan"/> leaves
    /// it to the application.
    /// </summary>
    public TimeSpan CleanupInterval { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>The most records that one statement of the clean-up deletes. Default: 1,000; 1 to 100,000.</summary>
    /// <remarks>
    /// After each full batch the clean-up pauses for twice as long as the batch took, so that deliveries have most of the time to
    /// themselves; not where it has been at it for longer than <see cref="CleanupInterval"/>.
    /// </remarks>
    public int CleanupBatchSize { get; set; } = 1000;

    /// <summary>
    /// How long a handler may leave its transaction idle before PostgreSQL ends it, so that a receiver that hangs or has vanished does
    /// not hold its event for ever. Default: 5 minutes; at least 1 second. <see cref="Timeout.InfiniteTimeSpan"/> sets no limit.
    /// </summary>
    /// <remarks>
    /// Only where <see cref="Transactional"/> is true, only on PostgreSQL, and only where the server has set no
    /// <c>idle_in_transaction_session_timeout</c>.
    /// </remarks>
    public TimeSpan IdleTransactionTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// An SQL expression for the database's clock: microseconds since 1970-01-01 UTC as a 64-bit integer. Default: null, which takes the
    /// expression known for PostgreSQL, SQLite, SQL Server and MySQL; with any other provider the clock of this host decides, and the
    /// start warns, since hosts whose clocks differ then disagree on when a lease ends.
    /// </summary>
    /// <remarks>The text goes into statements as it is: never take it from outside of the application.</remarks>
    public string? ClockSql { get; set; }

    /// <summary>
    /// The provider to take the statements of; null for the context's own. So that those for unknown providers can be put to the test.
    /// </summary>
    internal string? Provider { get; set; }
}
