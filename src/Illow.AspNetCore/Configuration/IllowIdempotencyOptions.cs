namespace Illow.AspNetCore;

/// <summary>
/// How repeated deliveries are recognised. What is signed has no time in it, so the record of idempotency keys is
/// also the only defence against replay: <see cref="Retention"/> is the replay window.
/// </summary>
public sealed class IllowIdempotencyOptions
{
    /// <summary>Whether repetitions are recognised at all. Default: true.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>
    /// Tells applications apart that share a store, so that none takes another's events for repetitions. Default: the host's application
    /// name (<c>IHostEnvironment.ApplicationName</c>), which is the entry assembly's. Instances of one application must agree in it: set it
    /// before the assembly is renamed, to the old name, or events that were handled under the old name are handled again.
    /// </summary>
    public string? Scope { get; set; }

    /// <summary>
    /// How long a claim lasts if its holder vanishes. Default: 60 seconds; 1 second to 1 hour. It is renewed while the handler runs, so it
    /// can be shorter than a handler takes.
    /// </summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a completed event is remembered. Default: 30 days; under 7 days the start warns.</summary>
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(30);

    /// <summary>
    /// The most records that the in-memory store holds. Default: 1,000,000 (about 130 MB). At the limit new events are answered 503: a live
    /// record is never dropped.
    /// </summary>
    public int Capacity { get; set; } = 1_000_000;
}
