using Illow.AspNetCore.Testing.Conformance;

namespace Illow.AspNetCore.Testing;

/// <summary>
/// The conformance kit: tries to get forged, altered, malformed and repeated deliveries past an endpoint, and genuine ones in.
/// </summary>
public static class IllowConformance
{
    /// <summary>
    /// Sends some hundred requests, one after the other but for those that have to come at once. The handler of
    /// <see cref="IllowConformanceOptions.EventName"/> runs for the genuine ones, so point it at a test set-up.
    /// </summary>
    /// <param name="client">
    /// A client of the application; its base address, if it has one, counts. It must not follow redirects if those are to be seen.
    /// </param>
    /// <param name="options">What to send, and where.</param>
    /// <param name="cancellationToken">Stops between two requests.</param>
    /// <returns>The report. It does not throw for a failed check: call <see cref="IllowConformanceReport.ThrowIfFailed"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="client"/> is null.</exception>
    /// <exception cref="InvalidOperationException">As <see cref="IllowDelivery.Create"/>.</exception>
    /// <remarks>Rate limits answer 429 before the receiver is asked, which fails checks: switch them off for the test.</remarks>
    public static async Task<IllowConformanceReport> RunAsync(
        HttpClient client, IllowConformanceOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        var run = new ConformanceRun(client, options ?? new());
        var checks = new List<IllowConformanceCheck>();
        foreach (var check in AllChecks(run.Options))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (answered, passed) = await check.TryAsync(run, cancellationToken);
            checks.Add(new(check.Group, check.Name, check.Expected, answered, passed));
        }

        return new IllowConformanceReport(checks, run.HintFor(checks));
    }

    private static IEnumerable<ConformanceCheck> AllChecks(IllowConformanceOptions options)
    {
        IEnumerable<ConformanceCheck> checks =
        [
            .. GenuineChecks.All,
            .. SignatureChecks.All,
            .. SignatureTextChecks.All,
            .. TransportChecks.All,
            .. EnvelopeChecks.All,
        ];
        return options.Repetitions ? [.. checks, .. RepetitionChecks.All] : checks;
    }
}
