namespace Illow.AspNetCore;

/// <summary>How deliveries become Hangfire jobs.</summary>
public sealed class IllowHangfireQueueOptions
{
    /// <summary>
    /// The Hangfire queue of the jobs; a server must work on it. Default: <c>default</c>. Lower-case letters, digits, underscores and
    /// dashes.
    /// </summary>
    public string Queue { get; set; } = "default";

    /// <summary>
    /// How many threads store jobs. Default: 24; 1 to 64. Hangfire's client blocks its thread for the time of a database round trip, so
    /// requests wait for these threads and not on the server's own.
    /// </summary>
    public int StoringThreads { get; set; } = 24;
}
