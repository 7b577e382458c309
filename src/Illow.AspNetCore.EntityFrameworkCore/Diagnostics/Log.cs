using Microsoft.Extensions.Logging;

namespace Illow.AspNetCore.EntityFrameworkCore.Diagnostics;

/// <summary>Every line the package writes. Ids are stable, and apart from those of the core package.</summary>
internal static partial class Log
{
    internal const string Category = "Illow.AspNetCore.EntityFrameworkCore";

    [LoggerMessage(201, LogLevel.Error, "The table {Table} of the webhook inbox cannot be read, so every delivery will be answered 503. Add a migration for it (dotnet ef migrations add IllowWebhookInbox) and apply it (dotnet ef database update).")]
    internal static partial void TableMissing(ILogger logger, string table, Exception exception);

    [LoggerMessage(202, LogLevel.Warning, "The database of the webhook inbox cannot be reached; until it can, deliveries are answered 503.")]
    internal static partial void DatabaseUnreachable(ILogger logger, Exception exception);

    [LoggerMessage(203, LogLevel.Warning, "The clean-up of the webhook inbox failed and will be tried again; further failures in a row are not logged.")]
    internal static partial void CleanupFailed(ILogger logger, Exception exception);

    [LoggerMessage(204, LogLevel.Information, "The clean-up of the webhook inbox works again.")]
    internal static partial void CleanupWorksAgain(ILogger logger);

    [LoggerMessage(205, LogLevel.Debug, "The clean-up of the webhook inbox deleted {Records} records.")]
    internal static partial void CleanedUp(ILogger logger, int records);

    [LoggerMessage(206, LogLevel.Warning, "The answer to a commit was lost; the webhook inbox shows that it took place.")]
    internal static partial void CommitFound(ILogger logger, Exception exception);

    [LoggerMessage(207, LogLevel.Debug, "Whether a commit whose answer was lost took place could not be found out at once.")]
    internal static partial void CommitNotFoundOut(ILogger logger, Exception exception);

    [LoggerMessage(208, LogLevel.Warning, "The clock of databases of {Provider} is not known, so the clock of this host decides when leases of the webhook inbox end: keep the clocks of all hosts in step, or set ClockSql in AddEntityFrameworkStore(o => o.ClockSql = …).")]
    internal static partial void ClockOfHost(ILogger logger, string? provider);
}
