namespace Illow.AspNetCore.Audit;

/// <summary>Whether and where UseIllowWebhooks() was called. That it is registered shows that AddIllowWebhooks() was called.</summary>
internal sealed class WebhooksMarkerService
{
    // Under these names ASP.NET Core keeps what UseRouting() and WebApplication route by
    private static readonly string[] RouteBuilderKeys = ["__EndpointRouteBuilder", "__GlobalEndpointRouteBuilder"];

    private readonly List<IEndpointRouteBuilder> _routeBuilders = [];

    internal bool MiddlewareIsUsed { get; private set; }

    /// <summary>
    /// What routes the pipelines that the middleware stands in, in the order of the calls: branches may have their own routing.
    /// </summary>
    internal IReadOnlyList<IEndpointRouteBuilder> RouteBuilders => _routeBuilders;

    /// <summary>Notes that the middleware stands in this pipeline.</summary>
    /// <returns>The number of its routing, 0 for the first and where nothing routes yet.</returns>
    internal int UsedIn(IApplicationBuilder app)
    {
        MiddlewareIsUsed = true;
        foreach (var key in RouteBuilderKeys)
        {
            if (app.Properties.TryGetValue(key, out var value) && value is IEndpointRouteBuilder builder)
            {
                if (!_routeBuilders.Contains(builder))
                {
                    _routeBuilders.Add(builder);
                }

                return _routeBuilders.IndexOf(builder);
            }
        }

        return 0;
    }
}
