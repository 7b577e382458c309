namespace MinimalApiSample;

internal static partial class Log
{
    [LoggerMessage(LogLevel.Information, "A request under {Legislation}, due {DueDate}")]
    internal static partial void Created(ILogger logger, string? legislation, DateTimeOffset? dueDate);

    [LoggerMessage(LogLevel.Information, "A request is now {Status}")]
    internal static partial void Updated(ILogger logger, string? status);
}
