using System.Globalization;
using Illow.AspNetCore.Audit;
using Illow.AspNetCore.Configuration;
using Illow.AspNetCore.Diagnostics;
using Illow.AspNetCore.Idempotency;
using Illow.AspNetCore.Inspector.Samples;
using Illow.AspNetCore.Middleware;
using Illow.AspNetCore.Routing;

namespace Illow.AspNetCore.Inspector.Api;

/// <summary>Describes the URLs, handlers and registrations in force, and the findings of the startup audit. Thread-safe.</summary>
internal sealed class MapReader(
    StartupAudit audit,
    WebhookSettingsMonitor settings,
    WebhookTelemetry telemetry,
    SignatureVerifierProvider verifiers,
    IdempotencyStoreProvider stores,
    SampleCatalog samples,
    SampleKeys keys)
{
    internal MapView Read()
    {
        var current = settings.Current;
        var map = audit.Map;
        List<SampleView> choices = [.. samples.All().Select(samples.Describe)];
        return new MapView(
            [.. map.Routes.OrderBy(route => route.Url, StringComparer.Ordinal).Select(route => Url(route, current))],
            [.. current.Registrations.Select(Registration)],
            map.Warnings,
            Settings(current),
            choices,
            choices.Count > 0 ? null : NoSamples());
    }

    private static UrlView Url(WebhookRoute route, WebhookSettings current) => new(
        route.Url,
        [
            .. from handler in route.Handlers
               from declaration in handler.Declarations
               select new HandlerView(
                   HandlerName.Of(handler),
                   declaration.Events,
                   [.. current.Registrations.Where(one => WebhookHandler.Accepts(declaration, one)).Select(one => one.Name)],
                   declaration.Idempotent),
        ],
        [.. route.CandidatesOf(current).Select(registration => registration.Name)]);

    private RegistrationView Registration(Registration registration) => new(
        registration.Name,
        registration.Events,
        [.. registration.Keys.Select(key => new KeyView(key.Fingerprint, key.KeySize, keys.Has(key.Fingerprint)))],
        registration.CompanyId is not null,
        registration.SiteId is not null,
        telemetry.LastVerified(registration.Name));

    private SettingsView Settings(WebhookSettings current) => new(
        current.Options.SignatureHeader,
        current.Verification.HashAlgorithm.Name!,
        current.Options.MaxRequestBodySize,
        current.EventProperty,
        current.Options.UnhandledEvents.ToString(),
        current.Options.Idempotency.Enabled ? NameOf(stores.StoreType) : null,
        InWords(current.Options.Idempotency.Retention),
        settings.ReloadProblem,
        verifiers.RefusalOf(current));

    private static string NameOf(Type store)
    {
        var name = store.Name.Split('`')[0];
        return name switch
        {
            "InMemoryIdempotencyStore" => "in memory",
            "RedisIdempotencyStore" => "in Redis",
            _ when name.StartsWith("EntityFramework", StringComparison.Ordinal) => "in the database, by Entity Framework Core",
            _ => "by " + name,
        };
    }

    private static string InWords(TimeSpan time)
    {
        (int Count, string Unit)[] parts = [(time.Days, "day"), (time.Hours, "hour"), (time.Minutes, "minute"), (time.Seconds, "second")];
        var words = parts.Where(part => part.Count > 0)
            .Select(part => string.Create(CultureInfo.InvariantCulture, $"{part.Count} {part.Unit}{(part.Count == 1 ? null : "s")}"))
            .ToList();
        return words.Count > 0 ? string.Join(' ', words) : "less than a second";
    }

    private string NoSamples() => keys.IsEmpty
        ? "To send sample events, set Illow:Inspector:TestKey or TestKeyFiles to the private half of a registration's key, in Development."
        : "No registration trusts the test key, or no URL takes its events. Add the test key's public half to a registration's PublicKeys.";
}
