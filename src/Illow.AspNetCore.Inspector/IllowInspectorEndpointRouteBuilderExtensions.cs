using System.Diagnostics.CodeAnalysis;
using Illow.AspNetCore.Inspector;
using Illow.AspNetCore.Inspector.Access;
using Illow.AspNetCore.Inspector.Assets;
using Illow.AspNetCore.Inspector.Recording;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the inspector's page into an application.</summary>
public static class IllowInspectorEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps a page that shows the application's webhook deliveries live. Outside Development it needs an authorization policy. Only an
    /// application that maps the inspector records deliveries.
    /// </summary>
    /// <param name="endpoints">The application or a route group.</param>
    /// <param name="pattern">Where the page is. Default: <c>/illow</c>.</param>
    /// <param name="policy">
    /// The authorization policy that users must satisfy. Default (null): none, which is refused outside Development.
    /// </param>
    /// <returns>The conventions of all the inspector's endpoints. They can add to the policy but not remove it.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="policy"/> is blank.</exception>
    /// <exception cref="InvalidOperationException">
    /// <c>AddIllowInspector()</c> or <c>AddIllowWebhooks()</c> was not called; outside Development no policy was named, or a test key or a
    /// history file is configured; there is no such policy.
    /// </exception>
    /// <exception cref="OptionsValidationException">A setting of <c>Illow:Inspector</c> is out of range.</exception>
    public static IEndpointConventionBuilder MapIllowInspector(
        this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern = "/illow", string? policy = null)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(pattern);
        if (policy is not null)
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(policy);
        }

        var services = endpoints.ServiceProvider;
        var recorder = services.GetService<TraceRecorder>()
            ?? throw new InvalidOperationException(
                "The services of the inspector are missing. Call builder.Services.AddIllowInspector() before the application is built.");
        var options = services.GetRequiredService<IOptions<IllowInspectorOptions>>().Value;
        MappingRules.Check(services, options, policy);
        recorder.IsEnabled = true;

        var group = endpoints.MapGroup(pattern);
        Map(group, new InspectorAccess(policy, options.AllowedHosts));
        group.WithDisplayName(endpoint => "illow inspector: " + (endpoint as RouteEndpointBuilder)?.RoutePattern.RawText);
        group.WithMetadata(new ExcludeFromDescriptionAttribute());
        if (policy is not null)
        {
            group.RequireAuthorization(policy);
        }

        return group;
    }

    // Not before a request: the webhooks' own settings are validated when the application starts
    private static InspectorEndpoints Of(HttpContext context) => context.RequestServices.GetRequiredService<InspectorEndpoints>();

    private static void Map(RouteGroupBuilder group, InspectorAccess access)
    {
        group.MapGet("/", InspectorEndpointFilter.RequireAccess(access, InspectorEndpoints.Page));
        foreach (var asset in AssetStore.All.Where(asset => asset.Name != AssetStore.Page))
        {
            group.MapGet(asset.Name, InspectorEndpointFilter.RequireAccess(access, context => InspectorEndpoints.File(context, asset)));
        }

        group.MapGet("api/stream", InspectorEndpointFilter.RequireSameOrigin(access, context => Of(context).Stream(context)));
        group.MapGet("api/map", InspectorEndpointFilter.RequireSameOrigin(access, context => Of(context).Map(context)));
        group.MapGet("api/deliveries", InspectorEndpointFilter.RequireOwnPage(access, context => Of(context).Search(context)));
        group.MapDelete("api/deliveries", InspectorEndpointFilter.RequireOwnPage(access, context => Of(context).Clear(context)));
        group.MapGet("api/deliveries/{id}", InspectorEndpointFilter.RequireOwnPage(access, context => Of(context).Content(context)));
        group.MapPost("api/deliveries/{id}/replay", InspectorEndpointFilter.RequireOwnPage(access, context => Of(context).Replay(context)));
        group.MapGet("api/dead-letters", InspectorEndpointFilter.RequireOwnPage(access, context => Of(context).DeadLetters(context)));
        group.MapPost("api/dead-letters", InspectorEndpointFilter.RequireOwnPage(access, context => Of(context).RunAgain(context)));
        group.MapPost("api/samples", InspectorEndpointFilter.RequireOwnPage(access, context => Of(context).Sample(context)));
    }
}
