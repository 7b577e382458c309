namespace Illow.AspNetCore.Middleware;

/// <summary>
/// An endpoint of the application whose delegate tells the delivery that it ran, and what it threw. Code between the middleware and
/// the endpoint may swallow an exception or answer by itself: neither is a handled event.
/// </summary>
internal static class GuardedEndpoint
{
    internal static Endpoint Of(Endpoint endpoint)
    {
        if (endpoint.RequestDelegate is not { } run)
        {
            return endpoint;
        }

        RequestDelegate guarded = context => RunAsync(context, run);
        return endpoint is RouteEndpoint route
            ? new RouteEndpoint(guarded, route.RoutePattern, route.Order, route.Metadata, route.DisplayName)
            : new Endpoint(guarded, endpoint.Metadata, endpoint.DisplayName);
    }

    private static async Task RunAsync(HttpContext context, RequestDelegate run)
    {
        var delivery = VerifiedDelivery.Require(context);
        delivery.HandlerBegins();
        try
        {
            await run(context);
        }
        catch (Exception exception)
        {
            delivery.HandlerThrew(exception);
            throw;
        }
    }
}
