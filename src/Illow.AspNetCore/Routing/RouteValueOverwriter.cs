using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Illow.AspNetCore.Routing;

/// <summary>
/// Makes the route values those of the endpoint that was chosen for the event. Routing filled in those of the URL's first member:
/// what its path holds is the same for all, but action, controller and area are each member's own.
/// </summary>
internal static class RouteValueOverwriter
{
    internal static void Apply(HttpContext context, Endpoint chosen)
    {
        if (context.GetEndpoint() is not RouteEndpoint selected || chosen is not RouteEndpoint route || ReferenceEquals(route.RoutePattern, selected.RoutePattern))
        {
            return;
        }

        var values = context.Request.RouteValues;
        foreach (var (name, _) in selected.RoutePattern.Defaults)
        {
            if (selected.RoutePattern.GetParameter(name) is null)
            {
                values.Remove(name);
            }
        }

        foreach (var (name, value) in route.RoutePattern.Defaults)
        {
            if (route.RoutePattern.GetParameter(name) is null)
            {
                values[name] = value;
            }
        }
    }
}
