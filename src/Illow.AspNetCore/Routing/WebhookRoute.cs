using System.Collections.Immutable;
using Illow.AspNetCore.Configuration;
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
