using Illow.AspNetCore.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Illow.AspNetCore.Inspector;

/// <summary>Every line that this package logs. Ids are stable: dashboards and alerts depend on them.</summary>
internal static partial class Log
{
    internal const string Category = "Illow.AspNetCore.Inspector";

    [LoggerMessage(200, LogLevel.Information, "The content of delivery {Id} was shown to {User}.")]
    internal static partial void Shown(ILogger logger, long id, LogText user);

    [LoggerMessage(201, LogLevel.Information, "Delivery {Id} was replayed by {User}.")]
    internal static partial void Replayed(ILogger logger, long id, LogText user);

    [LoggerMessage(202, LogLevel.Information, "A sample of {Event} for the registration {Webhook} was sent by {User}.")]
    internal static partial void SampleSent(ILogger logger, LogText @event, LogText webhook, LogText user);

    [LoggerMessage(203, LogLevel.Error, "A delivery could not be recorded for the inspector.")]
    internal static partial void NotRecorded(ILogger logger, Exception error);

    [LoggerMessage(204, LogLevel.Warning, "A request that the inspector sent through the application ended with an unhandled exception.")]
    internal static partial void RunFailed(ILogger logger, Exception error);

    [LoggerMessage(205, LogLevel.Information, "The content of the kept deliveries was searched by {User}.")]
    internal static partial void Searched(ILogger logger, LogText user);

    [LoggerMessage(206, LogLevel.Information, "The list of deliveries was cleared by {User}.")]
    internal static partial void Cleared(ILogger logger, LogText user);

    [LoggerMessage(207, LogLevel.Warning, "The deliveries of the last run could not be read from {Path}; the list starts empty.")]
    internal static partial void HistoryNotRead(ILogger logger, string path, Exception error);

    [LoggerMessage(208, LogLevel.Warning, "The deliveries could not be written to {Path}; the list will not survive a restart.")]
    internal static partial void HistoryNotWritten(ILogger logger, string path, Exception error);

    [LoggerMessage(209, LogLevel.Information, "Dead letter {Id} was put back into the queue by {User}.")]
    internal static partial void RanAgain(ILogger logger, LogText id, LogText user);

    [LoggerMessage(210, LogLevel.Warning, "The dead letters of the queue could not be read or put back.")]
    internal static partial void QueueFailed(ILogger logger, Exception error);
}
