using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Illow.AspNetCore.Audit;
using Illow.AspNetCore.Configuration;
using Illow.AspNetCore.Inspector.Api;
using Illow.AspNetCore.Routing;
using Illow.AspNetCore.Testing;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Illow.AspNetCore.Inspector.Samples;

/// <summary>One sample event that can be sent: an event of a registration, at a URL that takes it.</summary>
internal sealed record SampleChoice(WebhookRoute Route, Registration Registration, string Event, string Path)
{
    internal bool Is(string? registration, string? @event, string? url) =>
        registration is not null && Registration.IsNamed(registration) && Event == @event && Route.Url == url;
}

/// <summary>
/// The sample events that can be sent: those that a registration with a test key may deliver and an endpoint takes. Thread-safe.
/// </summary>
internal sealed class SampleCatalog(StartupAudit audit, WebhookSettingsMonitor settings, SampleKeys keys, TimeProvider time)
{
    private static readonly JsonWriterOptions Formatted = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal IEnumerable<SampleChoice> All() =>
        from registration in settings.Current.Registrations
        where keys.For(registration) is not null
        from route in audit.Map.Routes
        where route.MayDeliver(registration)
        from name in EventsOf(route, registration)
        let path = PathOf(route, registration)
        where path is not null
        select new SampleChoice(route, registration, name, path);

    internal SampleView Describe(SampleChoice choice) =>
        new(choice.Registration.Name, choice.Event, choice.Route.Url, MetadataOf(choice.Event));

    /// <summary>Made-up metadata of an event, as formatted JSON.</summary>
    internal string MetadataOf(string @event)
    {
        var id = "sample-" + Guid.NewGuid().ToString("N")[..8];
        var known = IllowEvents.Known.FirstOrDefault(one => one.Name == @event);
        var json = known?.CreateSampleJson(id, IllowFixtures.CompanyId, time.GetUtcNow())
            ?? $$"""{"id":"{{id}}","companyId":"{{IllowFixtures.CompanyId}}","requestStatus":"pending"}""";
        using var document = JsonDocument.Parse(json);
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Formatted))
        {
            document.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static IEnumerable<string> EventsOf(WebhookRoute route, Registration registration) =>
        registration.Events
            .Concat(route.Declarations
                .Where(declaration => WebhookHandler.IsFrom(declaration, registration))
                .SelectMany(declaration => declaration.Events))
            .Distinct(StringComparer.Ordinal)
            .Where(name => registration.MayDeliver(name) && route.Choose(name, registration) is not null);

    // A route with other parameters than {webhook} has no path that could be guessed
    private static string? PathOf(WebhookRoute route, Registration registration)
    {
        var pattern = ((RouteEndpoint)route.Handlers[0].Endpoint).RoutePattern;
        var text = new StringBuilder();
        foreach (var segment in pattern.PathSegments)
        {
            text.Append('/');
            foreach (var part in segment.Parts)
            {
                switch (part)
                {
                    case RoutePatternLiteralPart literal:
                        text.Append(literal.Content);
                        break;
                    case RoutePatternSeparatorPart separator:
                        text.Append(separator.Content);
                        break;
                    case RoutePatternParameterPart parameter when IsWebhook(parameter):
                        text.Append(registration.Name);
                        break;
                    default:
                        return null;
                }
            }
        }

        return text.Length == 0 ? "/" : text.ToString();
    }

    private static bool IsWebhook(RoutePatternParameterPart parameter) =>
        string.Equals(parameter.Name, WebhookRoute.WebhookParameter, StringComparison.OrdinalIgnoreCase);
}
