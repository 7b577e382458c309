using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Illow.AspNetCore.Audit;

/// <summary>Whether and where UseIllowWebhooks() was called. That it is registered shows that AddIllowWebhooks() was called.</summary>
internal sealed class WebhooksMarkerService
{
    // Under these names ASP.NET Core keeps what UseRouting() and WebApplication route by
    private static readonly string[] RouteBuilderKeys = ["__EndpointRouteBuilder", "__GlobalEndpointRouteBuilder"];

    private readonly HashSet<IEndpointRouteBuilder> _routeBuilders = new(ReferenceEqualityComparer.Instance);

    internal bool MiddlewareIsUsed { get; private set; }

    /// <summary>What routes the pipelines that the middleware stands in: branches may have a routing of their own.</summary>
    internal IReadOnlyCollection<IEndpointRouteBuilder> RouteBuilders => _routeBuilders;

    internal void UsedIn(IApplicationBuilder app)
    {
        MiddlewareIsUsed = true;
        foreach (var key in RouteBuilderKeys)
        {
            if (app.Properties.TryGetValue(key, out var value) && value is IEndpointRouteBuilder builder)
            {
                _routeBuilders.Add(builder);
                return;
            }
        }
    }
}
