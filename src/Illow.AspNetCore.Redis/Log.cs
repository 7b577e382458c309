using Microsoft.Extensions.Logging;

namespace Illow.AspNetCore.Redis;

/// <summary>Every line this package writes. Ids are stable: dashboards and alerts hang on them.</summary>
internal static partial class Log
{
    internal const string Category = "Illow.AspNetCore.Redis";

    [LoggerMessage(100, LogLevel.Warning,
        "Redis keeps no append-only file on {Servers}: a restart forgets which events were handled, and their repetitions are handled "
        + "again. Switch it on with appendonly yes.")]
    internal static partial void NotDurable(ILogger logger, string servers);

    [LoggerMessage(101, LogLevel.Warning,
        "Redis may drop records of handled events when its memory is full, and their repetitions are then handled again ({Servers}). "
        + "Set maxmemory-policy to noeviction.")]
    internal static partial void MayEvict(ILogger logger, string servers);

    [LoggerMessage(102, LogLevel.Debug,
        "Redis does not say whether its records last ({Reason}), so appendonly and maxmemory-policy could not be checked.")]
    internal static partial void NotChecked(ILogger logger, string reason);

    [LoggerMessage(103, LogLevel.Warning, "Redis cannot be reached: deliveries are answered 503 until it is back.")]
    internal static partial void Unreachable(ILogger logger, Exception error);

    [LoggerMessage(104, LogLevel.Warning, "The connection to Redis at {Server} was lost: deliveries are answered 503 until it is back.")]
    internal static partial void ConnectionLost(ILogger logger, string server);

    [LoggerMessage(105, LogLevel.Information, "The connection to Redis at {Server} is back.")]
    internal static partial void ConnectionRestored(ILogger logger, string server);

    [LoggerMessage(106, LogLevel.Debug, "A claim that got no answer could not be given back; if Redis made it, it ends with its lease.")]
    internal static partial void NotGivenBack(ILogger logger, Exception error);

    [LoggerMessage(107, LogLevel.Debug, "Commands could not be sent to Redis together; the steps that they are of fail by themselves.")]
    internal static partial void NotSent(ILogger logger, Exception error);
}
