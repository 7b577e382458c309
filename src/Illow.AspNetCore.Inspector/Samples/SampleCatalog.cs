using System.Text;
using Illow.AspNetCore.Configuration;
using Illow.AspNetCore.Diagnostics.Audit;
using Illow.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Illow.AspNetCore.Inspector.Samples;

/// <summary>Which sample events can be sent: those that a registration with a test key may deliver and an endpoint takes. Thread-safe.</summary>
internal sealed class SampleCatalog(StartupAudit audit, WebhookSettingsMonitor settings, SampleKeys keys)
{
    internal IEnumerable<SampleChoice> All() =>
        from registration in settings.Current.Registrations
        where keys.For(registration) is not null
        from route in audit.Map.Routes
        where route.MayDeliver(registration)
        from name in EventsOf(route, registration)
        let path = PathOf(route, registration)
        where path is not null
        select new SampleChoice(route, registration, name, path);

    private static IEnumerable<string> EventsOf(WebhookRoute route, Registration registration) =>
        registration.Events
            .Concat(route.Declarations.Where(declaration => WebhookHandler.IsFrom(declaration, registration)).SelectMany(declaration => declaration.Events))
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
                    case RoutePatternParameterPart parameter when string.Equals(parameter.Name, WebhookRoute.WebhookParameter, StringComparison.OrdinalIgnoreCase):
                        text.Append(registration.Name);
                        break;
                    default:
                        return null;
                }
            }
        }

        return text.Length == 0 ? "/" : text.ToString();
    }
}
