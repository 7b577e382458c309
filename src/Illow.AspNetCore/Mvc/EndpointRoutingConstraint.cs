using Microsoft.AspNetCore.Mvc.ActionConstraints;

namespace Illow.AspNetCore.Mvc;

/// <summary>
/// Keeps legacy <c>UseMvc()</c>, which knows no events, from choosing among the decorated actions of a URL: their endpoints run them.
/// Endpoint routing does not ask it, but for dynamic routes.
/// </summary>
internal sealed class EndpointRoutingConstraint : IActionConstraint
{
    internal static readonly EndpointRoutingConstraint Instance = new();

    public int Order => int.MinValue;

    // Legacy routing leaves the routers by which it found the action, endpoint routing has none
    public bool Accept(ActionConstraintContext context) => context.RouteContext.RouteData.Routers.Count == 0;
}
