using Microsoft.Extensions.Logging;

namespace Illow.AspNetCore.Hangfire;

/// <summary>Every line this package writes. Ids are stable: dashboards and alerts depend on them.</summary>
internal static partial class Log
{
    internal const string Category = "Illow.AspNetCore.Hangfire";

    [LoggerMessage(300, LogLevel.Warning, "Hangfire keeps its jobs in memory ({Storage}): deliveries that were acknowledged and have not "
        + "been handled are lost with the process. Use a storage that outlives it, for example Hangfire.PostgreSql.")]
    internal static partial void StorageInMemory(ILogger logger, string storage);
}
