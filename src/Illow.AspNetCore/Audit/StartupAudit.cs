using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.CompilerServices;
using Illow.AspNetCore.Configuration;
using Illow.AspNetCore.Diagnostics;
using Illow.AspNetCore.Routing;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Illow.AspNetCore.Audit;

/// <summary>
/// Looks at every webhook URL together with the settings, so that a mistake shows at start and not with the first event. What would
/// make a URL ambiguous stops the start, and so does a handler that nothing can wait for; the rest is one warning each. Looks once,
/// however often it is asked, and again when endpoints have come or gone, such as a plug-in's: then all are warnings. Thread-safe.
/// </summary>
internal sealed class StartupAudit(
    EndpointDataSource endpoints,
    IEnumerable<MatcherPolicy> policies,
    ParameterPolicyFactory parameterPolicies,
    WebhooksMarkerService marker,
    WebhookSettingsMonitor settings,
    IServiceProvider services,
    ILoggerFactory loggers) : IDisposable
{
    private readonly ILogger _logger = loggers.CreateLogger(Log.Category);
    private readonly Lock _looking = new();
    private volatile WebhookMap? _map;
    private volatile bool _isOutdated;
    private IDisposable? _changes;

    /// <summary>What was seen.</summary>
    /// <exception cref="InvalidOperationException">
    /// Two endpoints take the same event of the same webhook at the same URL, an undecorated POST shares a webhook URL, or a handler is
    /// async void or decorated by an interface alone.
    /// </exception>
    internal WebhookMap Map
    {
        get
        {
            if (_map is { } seen && !_isOutdated)
            {
                return seen;
            }

            lock (_looking)
            {
                _changes ??= ChangeToken.OnChange(endpoints.GetChangeToken, () => _isOutdated = true);
                if (_map is null)
                {
                    _map = Analyze(earlier: null);
                }
                else if (_isOutdated)
                {
                    LookAgain(_map);
                }

                return _map;
            }
        }
    }

    public void Dispose() => _changes?.Dispose();

    // A request asked: what cannot be looked at must not cost its event
    private void LookAgain(WebhookMap earlier)
    {
        _isOutdated = false;
        try
        {
            _map = Analyze(earlier);
        }
        catch (Exception exception)
        {
            Log.AuditWarning(_logger, $"Endpoints have changed, but reading them threw {exception.GetType().Name}, "
                + "so what was known of them stays in use.");
        }
    }

    private WebhookMap Analyze(WebhookMap? earlier)
    {
        var separation = new PolicySeparation(policies);
        var urls = new UrlAudit(new RouteOverlap(parameterPolicies));
        var routes = new List<WebhookRoute>();
        var found = new List<UrlAudit.Finding>();
        var branches = new BranchScopes(earlier?.Branches);
        foreach (var (number, pipeline) in Pipelines().Index())
        {
            ImmutableArray<WebhookRoute> own = [.. RoutesOf(pipeline, separation, scope => branches.Add(number, scope))];
            routes.AddRange(own);
            found.AddRange(urls.Analyze(pipeline, own));
            found.AddRange(pipeline.SelectMany(DecoratedByInterface));
            found.AddRange(own.SelectMany(AsyncVoid));
        }

        var errors = found.Where(finding => finding.StopsStart).Select(finding => finding.Text).Distinct().ToList();
        if (errors.Count > 0 && earlier is null)
        {
            throw new InvalidOperationException(string.Join(Environment.NewLine, errors));
        }

        ImmutableArray<WebhookRoute> all = [.. routes];
        var events = new EventAudit(
            all, settings.Current, UnmappedActions(), services.HasService<IIllowEventResolver>(), services.HasService<IIllowKeyProvider>());
        ImmutableArray<string> warnings =
        [
            .. errors
                .Concat(found.Select(finding => finding.Text))
                .Concat(events.Analyze())
                .Concat(MetadataAudit.Analyze(all, UsesNewtonsoftJson()))
                .Distinct(),
        ];
        foreach (var warning in warnings.Except(earlier?.Warnings ?? []))
        {
            Log.AuditWarning(_logger, warning);
        }

        return new WebhookMap(all, branches, warnings);
    }

    /// <summary>The endpoints of each routing that the middleware stands behind, and together those of which nothing is known.</summary>
    private IEnumerable<List<RouteEndpoint>> Pipelines()
    {
        var sources = new HashSet<EndpointDataSource>(
            endpoints is CompositeEndpointDataSource composite ? composite.DataSources : [endpoints]);
        var pipelines = marker.RouteBuilders.Select(builder => builder.DataSources.Where(sources.Remove).ToList()).ToList();
        pipelines.Add([.. sources]);

        // A source may build its endpoints anew each time that it is asked, so it is not asked where one routing has them all
        return pipelines.Count(own => own.Count > 0) > 1
            ? pipelines.Select(own => Matched(own.SelectMany(source => source.Endpoints)))
            : [Matched(endpoints.Endpoints)];
    }

    private static List<RouteEndpoint> Matched(IEnumerable<Endpoint> endpoints) =>
    [
        .. endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<ISuppressMatchingMetadata>() is not { SuppressMatching: true }),
    ];

    private static IEnumerable<WebhookRoute> RoutesOf(
        IEnumerable<RouteEndpoint> endpoints, PolicySeparation separation, Func<string, string> scopeOf) =>
        from url in endpoints.Where(WebhookHandler.IsDecorated).GroupBy(WebhookUrl.IdentityOf)
        from together in separation.Of([.. url])
        let handlers = together.Select(WebhookHandler.Of).ToImmutableArray()
        select new WebhookRoute(handlers, HttpMethods.Post) { Scope = scopeOf(WebhookRoute.ScopeOf(handlers[0].Endpoint)) };

    private static IEnumerable<UrlAudit.Finding> DecoratedByInterface(Endpoint endpoint) =>
        !WebhookHandler.IsDecorated(endpoint)
        && DecoratedContract.RefusalOf(endpoint.Metadata.GetMetadata<MethodInfo>(), endpoint.DisplayName) is { } refusal
            ? [new UrlAudit.Finding(true, refusal)]
            : [];

    private static IEnumerable<UrlAudit.Finding> AsyncVoid(WebhookRoute route) =>
        from handler in route.Handlers
        let methods = handler.Endpoint.Metadata.GetOrderedMetadata<MethodInfo>()
        where methods.Append(handler.Endpoint.Metadata.GetMetadata<ControllerActionDescriptor>()?.MethodInfo).Any(IsAsyncVoid)
        select new UrlAudit.Finding(true,
            $"'{handler.Name}' at {route.Url} is async void, so nothing can wait for it: its event would be recorded before it is "
            + "handled, and an exception would end the process. Let it return Task.");

    private static bool IsAsyncVoid(MethodInfo? method) =>
        method?.ReturnType == typeof(void) && method.IsDefined(typeof(AsyncStateMachineAttribute), inherit: false);

    // Legacy UseMvc() runs actions that are not endpoints
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

/// <summary>What the audit saw when the pipeline was built: the webhook URLs of the application and what is odd about them.</summary>
internal sealed class WebhookMap(ImmutableArray<WebhookRoute> routes, BranchScopes branches, ImmutableArray<string> warnings)
{
    private readonly FrozenDictionary<string, string> _declared = routes
        .SelectMany(route => route.Declarations)
        .SelectMany(declaration => declaration.Events)
        .Distinct(StringComparer.Ordinal)
        .ToFrozenDictionary(name => name, StringComparer.Ordinal);

    internal ImmutableArray<WebhookRoute> Routes { get; } = routes;

    internal ImmutableArray<string> Warnings { get; } = warnings;

    internal BranchScopes Branches { get; } = branches;

    /// <summary>What distinguishes the events of this URL from those of others.</summary>
    /// <param name="pipeline">The number of the pipeline that received the delivery.</param>
    /// <param name="route">The URL in it.</param>
    internal string ScopeOf(int pipeline, WebhookRoute route) => Branches.Find(pipeline, route.Scope);

    /// <summary>The event as a metric's tag: itself where an endpoint declares it. A sender must not be able to make new series.</summary>
    internal string TagOf(string @event) => _declared.GetValueOrDefault(@event, WebhookTelemetry.OtherEvent);
}

/// <summary>
/// Tells URLs of equal routes in several pipelines apart: what <c>Map("/a")</c> and <c>Map("/b")</c> took off the path, routing does not
/// see. The prefix itself would not do: a proxy or <c>UsePathBase()</c> can change it from request to request, and with it a repetition
/// would be a new event.
/// </summary>
internal sealed class BranchScopes(BranchScopes? earlier = null)
{
    private readonly HashSet<(int Pipeline, string Scope)> _seen = [.. earlier?._seen ?? []];
    private readonly Dictionary<string, int> _counts = new(earlier?._counts ?? [], StringComparer.Ordinal);
    private readonly Dictionary<(int Pipeline, string Scope), string> _further = new(earlier?._further ?? []);

    /// <summary>
    /// Adds a URL of a pipeline. The first pipeline that has it keeps the scope, so that a branch or an endpoint that is added later
    /// changes no other's.
    /// </summary>
    internal string Add(int pipeline, string scope)
    {
        if (_seen.Add((pipeline, scope)))
        {
            var count = _counts[scope] = _counts.GetValueOrDefault(scope) + 1;
            if (count > 1)
            {
                _further[(pipeline, scope)] = $"{scope} #{count}";
            }
        }

        return Find(pipeline, scope);
    }

    internal string Find(int pipeline, string scope) =>
        _further.Count == 0 ? scope : _further.GetValueOrDefault((pipeline, scope), scope);
}
