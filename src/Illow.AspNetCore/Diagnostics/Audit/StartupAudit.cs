using System.Collections.Immutable;
using Illow.AspNetCore.Configuration;
using Illow.AspNetCore.Routing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Illow.AspNetCore.Diagnostics.Audit;

/// <summary>
/// Looks at every webhook URL together with the settings, so that a mistake shows at start and not with the first event. What would
/// make a URL's handler a matter of luck stops the start; the rest is one warning each. Looks once, however often it is asked. Thread-safe.
/// </summary>
internal sealed class StartupAudit(
    EndpointDataSource endpoints,
    WebhookSettingsMonitor settings,
    IServiceProvider services,
    ILoggerFactory loggers)
{
    private readonly ILogger _logger = loggers.CreateLogger(Log.Category);
    private readonly Lock _looking = new();
    private volatile WebhookMap? _map;

    /// <summary>What was seen.</summary>
    /// <exception cref="InvalidOperationException">Two endpoints take the same event of the same webhook at the same URL, or an undecorated POST shares a webhook URL.</exception>
    internal WebhookMap Map
    {
        get
        {
            if (_map is { } seen)
            {
                return seen;
            }

            lock (_looking)
            {
                return _map ??= Look();
            }
        }
    }

    private WebhookMap Look()
    {
        var all = endpoints.Endpoints.OfType<RouteEndpoint>().Where(IsMatched).ToList();
        var routes = all
            .Where(WebhookHandler.IsDecorated)
            .GroupBy(WebhookUrl.IdentityOf)
            .Select(url => SyntheticEndpoint.Create([.. url], HttpMethods.Post).Metadata.GetRequiredMetadata<WebhookRoute>())
            .ToImmutableArray();
        var context = new AuditContext(
            all,
            routes,
            settings.Current,
            services.HasService<IIllowEventResolver>(),
            services.HasService<IIllowKeyProvider>());
        List<AuditFinding> findings = [.. UrlAudit.Look(context)];
        var stops = findings.Where(f => f.StopsStart).Select(f => f.Text).ToList();
        if (stops.Count > 0)
        {
            throw new InvalidOperationException(string.Join(Environment.NewLine, stops));
        }

        findings.AddRange(EventAudit.Look(context));
        findings.AddRange(MetadataAudit.Look(context));
        foreach (var finding in findings)
        {
            Log.AuditWarning(_logger, finding.Text);
        }

        return new WebhookMap(routes, [.. findings]);
    }

    private static bool IsMatched(RouteEndpoint endpoint) => endpoint.Metadata.GetMetadata<ISuppressMatchingMetadata>() is not { SuppressMatching: true };
}
