using System.Globalization;
using Illow.AspNetCore.Configuration;
using Illow.AspNetCore.Middleware;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Illow.AspNetCore.Diagnostics.Health;

/// <summary>Healthy: this host verifies, and the settings in force are the configured ones. Its data says which keys count and when each registration last delivered.</summary>
internal sealed class WebhooksHealthCheck(WebhookSettingsMonitor settings, SignatureGate gate, WebhookTelemetry telemetry) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var current = settings.Current;
        var refusal = gate.For(current).Refusal;
        var data = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["selfTest"] = refusal is null ? "passed" : "failed: " + refusal,
        };
        foreach (var registration in current.Registrations)
        {
            data[$"webhooks:{registration.Name}:keys"] = string.Join(", ", registration.Keys.Select(key => key.Fingerprint));
            data[$"webhooks:{registration.Name}:lastVerified"] = telemetry.LastVerified(registration.Name)?.ToString("O", CultureInfo.InvariantCulture) ?? "never";
        }

        var problem = refusal is not null ? $"This host refuses to verify RSA signatures with {current.Hash.Name.Name}: every delivery is answered 503. See docs/rhel9.md."
            : settings.ReloadProblem is { } reload ? "The last change of the settings was not taken, and the ones before it are in force. " + reload
            : null;
        return Task.FromResult(problem is null
            ? HealthCheckResult.Healthy("Deliveries are verified with the configured settings.", data)
            : new HealthCheckResult(context.Registration.FailureStatus, problem, data: data));
    }
}
