using System.Collections.Immutable;
using Illow.AspNetCore.Configuration;
using Illow.AspNetCore.Middleware;
using Illow.AspNetCore.MinimalApi;
using Illow.AspNetCore.Mvc;
using Microsoft.AspNetCore.Http.Metadata;

namespace Illow.AspNetCore.Routing;

/// <summary>
/// One URL of webhooks: every decorated endpoint that answers there. It is the metadata by which the middleware recognises the
/// synthetic endpoint that routing selects in their place. Immutable but for a cache; safe to share between threads.
/// </summary>
internal sealed class WebhookRoute : IWebhookMetadata
{
    internal const string WebhookParameter = "webhook";

    private Tuple<WebhookSettings, ImmutableArray<Registration>>? _candidates;

    internal WebhookRoute(ImmutableArray<WebhookHandler> handlers, string allowedMethods)
    {
        Url = WebhookUrl.PatternOf((RouteEndpoint)handlers[0].Endpoint);
        Scope = ScopeOf(handlers[0].Endpoint);
        Handlers = handlers;
        AllowedMethods = allowedMethods;
        HasWebhookParameter = ((RouteEndpoint)handlers[0].Endpoint).RoutePattern.GetParameter(WebhookParameter) is not null;
        LimitsBodySizeItself = handlers.Any(handler => handler.Endpoint.Metadata.GetMetadata<IRequestSizeLimitMetadata>() is not null);
    }

    /// <summary>The route's identity in lower case: the same for every spelling of the URL.</summary>
    internal string Url { get; }

    /// <summary>What tells the URL's events from those of another URL.</summary>
    internal string Scope { get; init; }

    internal ImmutableArray<WebhookHandler> Handlers { get; }

    /// <summary>The value of <c>Allow</c>: POST, and what other endpoints of the URL take.</summary>
    internal string AllowedMethods { get; }

    internal bool HasWebhookParameter { get; }

    internal bool LimitsBodySizeItself { get; }

    internal IEnumerable<IllowWebhookAttribute> Declarations => Handlers.SelectMany(h => h.Declarations);

    /// <summary>The URL with the hosts that it is restricted to, and in the startup audit's map with the number of its branch.</summary>
    internal static string ScopeOf(Endpoint endpoint)
    {
        var (url, hosts) = (WebhookUrl.PatternOf((RouteEndpoint)endpoint), WebhookUrl.HostsOf(endpoint));
        return hosts == WebhookUrl.AnyHost ? url : hosts + url;
    }

    /// <summary>The registrations that may deliver to this URL, in the order of the settings.</summary>
    internal ImmutableArray<Registration> CandidatesOf(WebhookSettings settings)
    {
        var cached = _candidates;
        if (cached?.Item1 != settings)
        {
            cached = Tuple.Create<WebhookSettings, ImmutableArray<Registration>>(settings, [.. settings.Registrations.Where(MayDeliver)]);
            _candidates = cached;
        }

        return cached.Item2;
    }

    internal bool MayDeliver(Registration registration)
    {
        foreach (var handler in Handlers)
        {
            foreach (var declaration in handler.Declarations)
            {
                if (WebhookHandler.Accepts(declaration, registration))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>
    /// The endpoint that takes this event of this registration most specifically, with its declaration; null where none does.
    /// </summary>
    /// <param name="event">The event; null for one that is unknown, which only a catch-all takes.</param>
    /// <param name="registration">The registration that delivered it.</param>
    /// <exception cref="InvalidOperationException">
    /// Two take it equally: the audit at start could not see them, since they are dynamic.
    /// </exception>
    internal (WebhookHandler Handler, IllowWebhookAttribute Declaration)? Choose(string? @event, Registration registration)
    {
        (WebhookHandler, IllowWebhookAttribute)? best = null;
        var bestSpecificity = -1;
        WebhookHandler? rival = null;
        foreach (var handler in Handlers)
        {
            foreach (var declaration in handler.Declarations)
            {
                var specificity = WebhookHandler.Specificity(declaration, @event, registration);
                if (specificity > bestSpecificity)
                {
                    (best, bestSpecificity, rival) = ((handler, declaration), specificity, null);
                }
                else if (specificity >= 0 && specificity == bestSpecificity && handler != best!.Value.Item1)
                {
                    rival = handler;
                }
            }
        }

        return rival is null
            ? best
            : throw new InvalidOperationException($"The endpoints '{best!.Value.Item1.Name}' and '{rival.Name}' both take the same event "
                + $"of the same webhook at {Url}. Remove one, or give one a Webhook.");
    }

    /// <summary>Whether an endpoint takes this event of this registration.</summary>
    internal bool Takes(string? @event, Registration registration) =>
        Declarations.Any(declaration => WebhookHandler.Specificity(declaration, @event, registration) >= 0);

    /// <summary>The one event that the endpoints open to this registration declare, where none of them is a catch-all.</summary>
    internal string? OnlyEventFor(Registration registration)
    {
        string? only = null;
        foreach (var handler in Handlers)
        {
            foreach (var declaration in handler.Declarations)
            {
                if (!WebhookHandler.Accepts(declaration, registration))
                {
                    continue;
                }

                if (declaration.Events.Count == 0)
                {
                    return null;
                }

                foreach (var name in declaration.EventNames)
                {
                    if (only is not null && !string.Equals(only, name, StringComparison.Ordinal))
                    {
                        return null;
                    }

                    only = name;
                }
            }
        }

        return only;
    }
}

/// <summary>
/// What marks an endpoint as the receiver's business: the synthetic endpoint's <see cref="WebhookRoute"/>, or the attribute itself.
/// </summary>
internal interface IWebhookMetadata;

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
    /// What a verified request is given: the same endpoint in everything, but its delegate runs for its own delivery alone, and
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

        // Filters in front of a handler may answer without it, which only the handler's own filter sees
        var saysWhenItRuns = HandlerFilter.IsOn(endpoint) || HandlerFailureFilter.IsOn(endpoint);
        RequestDelegate guarded = context => RunAsync(context, run, saysWhenItRuns);
        return endpoint is RouteEndpoint route
            ? new RouteEndpoint(guarded, route.RoutePattern, route.Order, route.Metadata, route.DisplayName)
            : new Endpoint(guarded, endpoint.Metadata, endpoint.DisplayName);
    }

    private static async Task RunAsync(HttpContext context, RequestDelegate run, bool saysWhenItRuns)
    {
        var delivery = VerifiedDelivery.Require(context);
        delivery.EndpointBegins();
        if (!saysWhenItRuns)
        {
            delivery.HandlerBegins();
        }

        delivery.Enter();
        try
        {
            await run(context);
        }
        catch (Exception exception)
        {
            delivery.HandlerThrew(exception);
            throw;
        }
        finally
        {
            delivery.Leave();
        }
    }
}
