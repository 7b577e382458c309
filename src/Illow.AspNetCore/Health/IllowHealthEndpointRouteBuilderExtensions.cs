using System.Diagnostics.CodeAnalysis;
using Illow.AspNetCore.Diagnostics;
using Illow.AspNetCore.Health;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps a page that shows the health of illow webhooks.</summary>
public static class IllowHealthEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps a GET endpoint that answers with the health of illow webhooks as JSON: the status, the fingerprints of the keys in force and
    /// the time of each registration's last verified delivery. 200 where healthy or degraded, else 503. It needs no
    /// <c>AddHealthChecks()</c>, and shows no key, body or signature.
    /// </summary>
    /// <param name="endpoints">The application or a route group.</param>
    /// <param name="pattern">The route. Default: <c>/health/illow</c>.</param>
    /// <returns>The endpoint's conventions, for example for <c>RequireAuthorization()</c>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="endpoints"/> is null.</exception>
    /// <exception cref="InvalidOperationException"><c>AddIllowWebhooks()</c> was not called.</exception>
    public static IEndpointConventionBuilder MapIllowHealth(
        this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern = "/health/illow")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var check = endpoints.ServiceProvider.GetService<WebhooksHealthCheck>() ?? throw new InvalidOperationException(Messages.NotAdded);
        return endpoints.MapGet(pattern, (RequestDelegate)check.WriteAsync).WithDisplayName("Health of illow webhooks");
    }
}
