using System.Globalization;
using Illow.AspNetCore.Configuration;
using Illow.AspNetCore.Diagnostics;
using Illow.AspNetCore.Diagnostics.Audit;
using Illow.AspNetCore.Inspector.Samples;
using Illow.AspNetCore.Middleware;
using Illow.AspNetCore.Routing;

namespace Illow.AspNetCore.Inspector.Api;

/// <summary>Describes the URLs, handlers and registrations in force, with what the audit at start found. Thread-safe.</summary>
internal sealed class MapReader(
    StartupAudit audit, WebhookSettingsMonitor settings, WebhookTelemetry telemetry, SignatureGate gate, IIllowIdempotencyStore store, SampleCatalog samples, SampleKeys keys)
{
    internal MapView Read()
    {
        var current = settings.Current;
        var map = audit.Map;
        List<SampleView> choices = [.. samples.All().Select(choice => new SampleView(choice.Registration.Name, choice.Event, choice.Route.Url))];
        return new MapView(
            [.. map.Routes.OrderBy(route => route.Url, StringComparer.Ordinal).Select(route => Url(route, current))],
            [.. current.Registrations.Select(Registration)],
            [.. map.Findings.Select(finding => finding.Text)],
            Settings(current),
            choices,
            choices.Count > 0 ? null : NoSamples());
    }

    private static UrlView Url(WebhookRoute route, WebhookSettings current) => new(
        route.Url,
        [
            .. from handler in route.Handlers
               from declaration in handler.Declarations
               select new HandlerView(handler.Name, declaration.Events, declaration.Webhook, declaration.Idempotent),
        ],
        [.. route.CandidatesOf(current).Select(registration => registration.Name)]);

    private RegistrationView Registration(Registration registration) => new(
        registration.Name,
        registration.Events,
        [.. registration.Keys.Select(key => new KeyView(key.Fingerprint, key.KeySize, keys.Has(key)))],
        registration.CompanyId is not null,
        registration.SiteId is not null,
        telemetry.LastVerified(registration.Name));

    private SettingsView Settings(WebhookSettings current) => new(
        current.SignatureHeader,
        current.Hash.Name.Name!,
        current.MaxRequestBodySize,
        current.EventProperty,
        current.UnhandledEvents.ToString(),
        current.Idempotency.Enabled ? store.GetType().Name : null,
        current.Idempotency.Retention.ToString("c", CultureInfo.InvariantCulture),
        settings.ReloadProblem,
        gate.For(current).Refusal);

    private string NoSamples() => keys.IsEmpty
        ? "Set Illow:Inspector:TestKey (or TestKeyFiles) to the private half of a registration's key to send sample events. In Development only."
        : "No registration trusts the test key, or no URL takes what it delivers. Add the test key's public half to a registration's PublicKeys.";
}
