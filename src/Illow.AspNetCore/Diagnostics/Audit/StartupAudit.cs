using System.Collections.Immutable;
using Illow.AspNetCore.Configuration;
using Illow.AspNetCore.Routing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Illow.AspNetCore.Diagnostics.Audit;

/// <summary>
/// Looks at every webhook URL together with the settings, so that a mistake shows at start and not with the first event. What would
/// make a URL ambiguous stops the start; the rest is one warning each. Looks once, however often it is asked. Thread-safe.
/// </summary>
internal sealed class StartupAudit(
    EndpointDataSource endpoints,
    IEnumerable<MatcherPolicy> policies,
    ParameterPolicyFactory parameterPolicies,
    WebhooksMarkerService marker,
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
                return _map ??= Analyze();
            }
        }
    }

    private WebhookMap Analyze()
    {
        var separation = new PolicySeparation(policies);
        var branches = new BranchScopes();
        var pipelines = Pipelines()
            .Select((all, number) => new RoutedPipeline(all, [.. RoutesOf(all, separation, scope => branches.Add(number, scope))]))
            .ToList();
        var url = new UrlAudit(new RouteOverlap(parameterPolicies));
        var findings = pipelines.SelectMany(url.Analyze).Distinct().ToList();
        var stops = findings.Where(f => f.StopsStart).Select(f => f.Text).ToList();
        if (stops.Count > 0)
        {
            throw new InvalidOperationException(string.Join(Environment.NewLine, stops));
        }

        var context = new AuditContext(
            [.. pipelines.SelectMany(pipeline => pipeline.Routes)],
            settings.Current,
            new MvcView(UnmappedActions(), UsesNewtonsoftJson()),
            services.HasService<IIllowEventResolver>(),
            services.HasService<IIllowKeyProvider>());
        findings.AddRange(EventAudit.Analyze(context).Concat(MetadataAudit.Analyze(context)).Distinct());
        foreach (var finding in findings)
        {
            Log.AuditWarning(_logger, finding.Text);
        }

        return new WebhookMap(context.Routes, branches, [.. findings]);
    }

    /// <summary>The endpoints of each routing that the middleware stands behind, and together those of which nothing is known.</summary>
    private IEnumerable<List<RouteEndpoint>> Pipelines()
    {
        var sources = new HashSet<EndpointDataSource>(endpoints is CompositeEndpointDataSource composite ? composite.DataSources : [endpoints]);
        var pipelines = marker.RouteBuilders.Select(builder => builder.DataSources.Where(sources.Remove).ToList()).ToList();
        pipelines.Add([.. sources]);

        // A source may build its endpoints anew each time that it is asked, so it is not asked where one routing has them all
        return pipelines.Count(own => own.Count > 0) > 1 ? pipelines.Select(own => Matched(own.SelectMany(source => source.Endpoints))) : [Matched(endpoints.Endpoints)];
    }

    private static List<RouteEndpoint> Matched(IEnumerable<Endpoint> endpoints) =>
    [
        .. endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<ISuppressMatchingMetadata>() is not { SuppressMatching: true }),
    ];

    private static IEnumerable<WebhookRoute> RoutesOf(IEnumerable<RouteEndpoint> endpoints, PolicySeparation separation, Func<string, string> scopeOf) =>
        from url in endpoints.Where(WebhookHandler.IsDecorated).GroupBy(WebhookUrl.IdentityOf)
        from together in separation.Of([.. url])
        let handlers = together.Select(WebhookHandler.Of).ToImmutableArray()
        select new WebhookRoute(handlers, HttpMethods.Post) { Scope = scopeOf(WebhookRoute.ScopeOf(handlers[0].Endpoint)) };

    // Legacy UseMvc() runs actions that are no endpoints
    private ImmutableArray<string> UnmappedActions()
    {
        var mapped = endpoints.Endpoints.Select(endpoint => endpoint.Metadata.GetMetadata<ActionDescriptor>()).ToHashSet();
        return
        [
            .. (services.GetService<IActionDescriptorCollectionProvider>()?.ActionDescriptors.Items ?? [])
                .Where(action => !mapped.Contains(action) && action.EndpointMetadata?.OfType<IllowWebhookAttribute>().Any() == true)
                .Select(action => action.DisplayName ?? action.Id),
        ];
    }

    // By name: the package takes no dependency on it
    private bool UsesNewtonsoftJson() =>
        services.GetService<IOptions<MvcOptions>>()?.Value.InputFormatters.Any(formatter =>
            formatter.GetType().Name == "NewtonsoftJsonInputFormatter") == true;
}
