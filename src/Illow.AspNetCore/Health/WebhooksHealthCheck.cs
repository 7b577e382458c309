using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Illow.AspNetCore.Configuration;
using Illow.AspNetCore.Idempotency;
using Illow.AspNetCore.Diagnostics;
using Illow.AspNetCore.Middleware;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Illow.AspNetCore.Health;

/// <summary>
/// Healthy: this host verifies, the settings in force are the configured ones, and the idempotency store takes claims. The data lists the
/// keys in force and each registration's last verified delivery.
/// </summary>
internal sealed class WebhooksHealthCheck(
    WebhookSettingsMonitor settings,
    SignatureVerifierProvider verifiers,
    WebhookTelemetry telemetry,
    IdempotencyStoreProvider stores,
    TimeProvider time) : IHealthCheck
{
    internal static readonly TimeSpan StoreTimeout = TimeSpan.FromSeconds(5);

    // Fingerprints are compared by eye and by grep: their + stays as it is
    private static readonly JsonWriterOptions Readable = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var current = settings.Current;
        var refusal = verifiers.RefusalOf(current);
        var data = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["selfTest"] = refusal is null ? "passed" : "failed: " + refusal,
        };
        foreach (var registration in current.Registrations)
        {
            data[$"webhooks:{registration.Name}:keys"] = string.Join(", ", registration.Keys.Select(key => key.Fingerprint));
            data[$"webhooks:{registration.Name}:lastVerified"] =
                telemetry.LastVerified(registration.Name)?.ToString("O", CultureInfo.InvariantCulture) ?? "never";
        }

        var failure = context.Registration.FailureStatus;
        if (refusal is not null)
        {
            var cause = $"This host refuses to verify RSA signatures with {current.Verification.HashAlgorithm}, "
                + "so every delivery is answered 503 (docs/rhel9.md).";
            return new HealthCheckResult(failure, cause, data: data);
        }

        if (settings.ReloadProblem is { } problem)
        {
            var cause = "The last change of the settings was refused; the settings before it are still in force. " + problem;
            return new HealthCheckResult(failure, cause, data: data);
        }

        if (current.Options.Idempotency.Enabled && stores.Store is IHealthCheck check)
        {
            var result = await CheckStoreAsync(check, context, cancellationToken);
            if (result.Status != HealthStatus.Healthy)
            {
                var description = result.Description ?? "The idempotency store is not healthy: deliveries may be answered 503.";
                return new HealthCheckResult(result.Status, description, result.Exception, data);
            }
        }

        return HealthCheckResult.Healthy("Deliveries are verified with the configured settings.", data);
    }

    /// <summary>Answers a request with the status and the data as JSON.</summary>
    internal async Task WriteAsync(HttpContext context)
    {
        var registered = new HealthCheckRegistration("illow-webhooks", this, failureStatus: null, tags: null);
        var result = await CheckHealthAsync(new HealthCheckContext { Registration = registered }, context.RequestAborted);
        using var buffer = new MemoryStream();
        await using (var json = new Utf8JsonWriter(buffer, Readable))
        {
            json.WriteStartObject();
            json.WriteString("status", result.Status.ToString());
            json.WriteString("description", result.Description);
            json.WriteString("selfTest", (string)result.Data["selfTest"]);
            json.WriteStartObject("webhooks");
            foreach (var registration in settings.Current.Registrations)
            {
                WriteRegistration(json, registration);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        var response = context.Response;
        response.StatusCode = result.Status == HealthStatus.Unhealthy ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
        response.ContentType = "application/json";
        response.ContentLength = buffer.Length;
        response.Headers.CacheControl = "no-store";
        await response.Body.WriteAsync(buffer.GetBuffer().AsMemory(0, (int)buffer.Length), context.RequestAborted);
    }

    private void WriteRegistration(Utf8JsonWriter json, Registration registration)
    {
        json.WriteStartObject(registration.Name);
        json.WriteStartArray("keys");
        foreach (var key in registration.Keys)
        {
            json.WriteStringValue(key.Fingerprint);
        }

        json.WriteEndArray();
        if (telemetry.LastVerified(registration.Name) is { } time)
        {
            json.WriteString("lastVerified", time);
        }
        else
        {
            json.WriteNull("lastVerified");
        }

        json.WriteEndObject();
    }

    private async Task<HealthCheckResult> CheckStoreAsync(
        IHealthCheck check, HealthCheckContext context, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            // A store may ignore its token: the answer comes in time all the same
            return await check.CheckHealthAsync(context, timeout.Token).WaitAsync(StoreTimeout, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            await timeout.CancelAsync();
            return new HealthCheckResult(
                context.Registration.FailureStatus,
                $"The idempotency store did not respond within {StoreTimeout.TotalSeconds} seconds: deliveries may be answered 503.");
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            return new HealthCheckResult(
                context.Registration.FailureStatus,
                $"The idempotency store failed ({exception.GetType().Name}): deliveries may be answered 503.",
                exception);
        }
    }
}
