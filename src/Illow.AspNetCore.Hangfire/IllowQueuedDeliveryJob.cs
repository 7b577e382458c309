using System.ComponentModel;
using Hangfire;
using Hangfire.Server;

namespace Illow.AspNetCore.Hangfire;

/// <summary>The job that Hangfire runs for each delivery. Public since Hangfire calls it by name, from its storage.</summary>
/// <param name="runner">Runs the delivery.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class IllowQueuedDeliveryJob(IIllowDeliveryRunner runner)
{
    private const int Second = 1;
    private const int Minute = 60 * Second;
    private const int Hour = 60 * Minute;

    /// <summary>Runs the delivery.</summary>
    /// <param name="delivery">The delivery.</param>
    /// <param name="context">Hangfire's context, which counts the attempts.</param>
    /// <param name="cancellationToken">Cancelled when the Hangfire server shuts down; the job then goes back to its queue.</param>
    /// <exception cref="IllowDeliveryRunException">The delivery was not handled.</exception>
    [AutomaticRetry(
        Attempts = 11,
        DelaysInSeconds =
        [
            5 * Second, 15 * Second, Minute, 5 * Minute, 15 * Minute, 30 * Minute, Hour, 2 * Hour, 4 * Hour, 6 * Hour, 8 * Hour,
        ])]
    public Task RunAsync(IllowQueuedDelivery delivery, PerformContext? context, CancellationToken cancellationToken) =>
        runner.RunAsync(delivery, 1 + (context?.GetJobParameter<int>("RetryCount") ?? 0), cancellationToken);
}
