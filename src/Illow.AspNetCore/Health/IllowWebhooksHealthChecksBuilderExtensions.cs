using Illow.AspNetCore.Health;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the health of illow webhooks.</summary>
public static class IllowWebhooksHealthChecksBuilderExtensions
{
    /// <summary>
    /// Adds a check that fails where this host cannot verify signatures, where changed settings did not pass their checks, or where the
    /// idempotency store reports that it cannot take claims. Its data holds the fingerprints of the keys in force and the time of each
    /// registration's last verified delivery; <c>app.MapIllowHealth()</c> shows them.
    /// </summary>
    /// <param name="builder">The application's health checks. Needs <c>AddIllowWebhooks()</c>.</param>
    /// <param name="name">The check's name. Default: <c>illow-webhooks</c>.</param>
    /// <param name="failureStatus">The status of a failure. Default: <see cref="HealthStatus.Unhealthy"/>.</param>
    /// <param name="tags">Tags by which checks are selected.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is null.</exception>
    public static IHealthChecksBuilder AddIllowWebhooks(
        this IHealthChecksBuilder builder,
        string name = "illow-webhooks",
        HealthStatus? failureStatus = null,
        IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddCheck<WebhooksHealthCheck>(name, failureStatus, tags ?? []);
    }
}
