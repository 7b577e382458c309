using Illow.AspNetCore.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Illow.AspNetCore.Inspector;

/// <summary>Every line this package writes. Ids are stable: dashboards and alerts hang on them.</summary>
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

    [LoggerMessage(204, LogLevel.Warning, "A request that the inspector sent through the application ended with an exception that nothing handled.")]
    internal static partial void RunFailed(ILogger logger, Exception error);
}
