using System.Collections.Immutable;
using Illow.AspNetCore.Configuration;
using Illow.AspNetCore.Middleware;

namespace Illow.AspNetCore.Routing;

/// <summary>One endpoint that an application decorated, with what its attributes declare.</summary>
internal sealed class WebhookHandler
{
    private Endpoint? _guarded;

    private WebhookHandler(Endpoint endpoint, ImmutableArray<IllowWebhookAttribute> declarations)
    {
        Endpoint = endpoint;
        Declarations = declarations;
    }

    /// <summary>The application's own.</summary>
    internal Endpoint Endpoint { get; }

    /// <summary>
    /// What a verified request is given: the same endpoint in everything, but its delegate runs for a delivery of its own alone, and
    /// notes in it that it ran and what it threw, whatever code behind the middleware makes of that.
    /// </summary>
    internal Endpoint Guarded => _guarded ??= GuardedEndpoint.Of(Endpoint);

    internal ImmutableArray<IllowWebhookAttribute> Declarations { get; }

    internal string Name => Endpoint.DisplayName ?? Endpoint.ToString()!;

    internal static bool IsDecorated(Endpoint endpoint) => endpoint.Metadata.GetMetadata<IllowWebhookAttribute>() is not null;

    // An action's attribute is there twice: once as metadata and once as the filter that it is
    internal static WebhookHandler Of(Endpoint endpoint)
    {
        var declarations = endpoint.Metadata.GetOrderedMetadata<IllowWebhookAttribute>();
        return new(endpoint, [.. declarations.Distinct<IllowWebhookAttribute>(ReferenceEqualityComparer.Instance)]);
    }

    /// <summary>
    /// Whether a declaration lets this registration in at all: docs/architecture.md, "Which webhooks may deliver to a URL".
    /// </summary>
    internal static bool Accepts(IllowWebhookAttribute declaration, Registration registration) =>
        IsFrom(declaration, registration)
        && (declaration.Events.Count == 0 || declaration.Events.Any(registration.MayDeliver));

    /// <summary>
    /// How specifically a declaration takes an event of a registration: 3 event and webhook, 2 event, 1 webhook, 0 anything, -1 not at all.
    /// </summary>
    internal static int Specificity(IllowWebhookAttribute declaration, string? @event, Registration registration)
    {
        if (!IsFrom(declaration, registration))
        {
            return -1;
        }

        var webhook = declaration.Webhook is null ? 0 : 1;
        if (declaration.Events.Count == 0)
        {
            return webhook;
        }

        foreach (var name in declaration.EventNames)
        {
            if (string.Equals(name, @event, StringComparison.Ordinal))
            {
                return 2 + webhook;
            }
        }

        return -1;
    }

    internal static bool IsFrom(IllowWebhookAttribute declaration, Registration registration) =>
        declaration.Webhook is null || registration.IsNamed(declaration.Webhook);
}

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
