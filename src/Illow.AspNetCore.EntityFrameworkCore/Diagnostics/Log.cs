using Microsoft.Extensions.Logging;

namespace Illow.AspNetCore.EntityFrameworkCore.Diagnostics;

/// <summary>Every line the package writes. Ids are stable, and apart from those of the core package.</summary>
internal static partial class Log
{
    internal const string Category = "Illow.AspNetCore.EntityFrameworkCore";

    [LoggerMessage(201, LogLevel.Error,
        "The table {Table} of the webhook inbox cannot be read, so every delivery will be answered 503. Add a migration for it (dotnet "
        + "ef migrations add IllowWebhookInbox) and apply it (dotnet ef database update).")]
    internal static partial void TableMissing(ILogger logger, string table, Exception exception);

    [LoggerMessage(202, LogLevel.Warning,
        "The database of the webhook inbox cannot be reached; until it can, deliveries are answered 503.")]
    internal static partial void DatabaseUnreachable(ILogger logger, Exception exception);

    [LoggerMessage(203, LogLevel.Warning,
        "The clean-up of the webhook inbox failed and will be tried again; further failures in a row are not logged.")]
    internal static partial void CleanupFailed(ILogger logger, Exception exception);

    [LoggerMessage(204, LogLevel.Information, "The clean-up of the webhook inbox works again.")]
    internal static partial void CleanupWorksAgain(ILogger logger);

    [LoggerMessage(205, LogLevel.Debug, "The clean-up of the webhook inbox deleted {Records} records.")]
    internal static partial void CleanedUp(ILogger logger, int records);

    [LoggerMessage(206, LogLevel.Warning, "The answer to a commit was lost; the webhook inbox shows that it took place.")]
    internal static partial void CommitFound(ILogger logger, Exception exception);

    [LoggerMessage(207, LogLevel.Debug, "Whether a commit whose answer was lost took place could not be found out at once.")]
    internal static partial void CommitNotFoundOut(ILogger logger, Exception exception);

    [LoggerMessage(208, LogLevel.Warning,
        "The clock of databases of {Provider} is not known, so the clock of this host decides when leases of the webhook inbox end: "
        + "keep the clocks of all hosts in step, or set ClockSql in AddEntityFrameworkStore(o => o.ClockSql = …).")]
    internal static partial void ClockOfHost(ILogger logger, string? provider);

    [LoggerMessage(209, LogLevel.Warning,
        "{Context} could not be made outside of a request, so the webhook inbox is not looked at and ended records are not deleted. "
        + "Prepare the scope with AddEntityFrameworkStore(o => o.PrepareScope = …), or delete ended records yourself.")]
    internal static partial void NoContextOutsideRequests(ILogger logger, string context, Exception exception);

    [LoggerMessage(210, LogLevel.Error, "Every delivery will be answered 503: {Problem}")]
    internal static partial void ContextNotShared(ILogger logger, string problem);

    [LoggerMessage(211, LogLevel.Error,
        "The handler, or what runs around it, begins a transaction on the request's {Context}, where the webhook store has begun one "
        + "(AddEntityFrameworkStore(o => o.Transactional = true)). Pass through where there is one: if (db.Database.CurrentTransaction is "
        + "not null) return await next();")]
    internal static partial void TransactionOfItsOwn(ILogger logger, string context, Exception exception);

    [LoggerMessage(212, LogLevel.Warning,
        "A handler saves through a {Context} that is not the request's, from a scope or a factory of its own: what it saves there is "
        + "not part of the delivery's transaction, and is committed whatever becomes of the event. Logged once.")]
    internal static partial void OtherContext(ILogger logger, string context);

    [LoggerMessage(213, LogLevel.Error,
        "The table {Table} of the webhook inbox cannot be read, so every delivery will be answered 503. {Context} has no migrations, "
        + "and EnsureCreated adds no table to a database that exists: create the table with the statements of "
        + "Database.GenerateCreateScript(), or delete the database.")]
    internal static partial void TableNotCreated(ILogger logger, string table, string context, Exception exception);
}
