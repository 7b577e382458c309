using System.Collections.Immutable;
using Illow.AspNetCore.Audit;
using Illow.AspNetCore.Configuration;
using Illow.AspNetCore.Routing;

namespace Illow.AspNetCore.Middleware;

/// <summary>
/// Determines the event of a verified delivery: what the application's resolver or the signed body names, else the registration's only
/// event, the URL's only event, the URL's catch-all. Thread-safe.
/// </summary>
internal sealed class EventResolution(StartupAudit audit, IServiceProvider services)
{
    private readonly bool _hasResolver = services.HasService<IIllowEventResolver>();

    internal ValueTask<ResolvedEvent> ResolveAsync(
        IllowMessage message, Registration registration, WebhookRoute route, HttpContext context) =>
        _hasResolver && context.RequestServices.GetService<IIllowEventResolver>() is { } resolver
            ? AskAsync(resolver, message, registration, route, context)
            : new(Resolve(message.EventInBody, registration, route, audit.Map.Routes));

    private async ValueTask<ResolvedEvent> AskAsync(
        IIllowEventResolver resolver, IllowMessage message, Registration registration, WebhookRoute route, HttpContext context)
    {
        var named = await resolver.ResolveAsync(new IllowEventContext(message, registration.Name, context), context.RequestAborted);
        return Resolve(string.IsNullOrWhiteSpace(named) ? message.EventInBody : named, registration, route, audit.Map.Routes);
    }

    internal static ResolvedEvent Resolve(
        string? named, Registration registration, WebhookRoute route, ImmutableArray<WebhookRoute> routes) =>
        named is null ? Infer(registration, route, routes)
        : registration.MayDeliver(named) ? new(EventSource.Name, named)
        : new(EventSource.ExcludedName, named);

    /// <summary>What a delivery that names no event is taken for. A wrong guess is worse than none: it runs the wrong handler.</summary>
    /// <param name="registration">The registration whose key verified.</param>
    /// <param name="route">The URL that it came to.</param>
    /// <param name="routes">All webhook URLs of the application.</param>
    internal static ResolvedEvent Infer(Registration registration, WebhookRoute route, ImmutableArray<WebhookRoute> routes)
    {
        if (registration.OnlyEvent is { } only)
        {
            return new(EventSource.Registration, only);
        }

        if (route.OnlyEventFor(registration) is { } declared && EachHasItsUrl(registration, routes))
        {
            return new(EventSource.Url, declared);
        }

        return route.Takes(null, registration) ? new(EventSource.CatchAll, IllowEvents.Unknown) : default;
    }

    private static bool EachHasItsUrl(Registration registration, ImmutableArray<WebhookRoute> routes)
    {
        foreach (var name in registration.Events)
        {
            var hasUrl = false;
            foreach (var route in routes)
            {
                hasUrl |= route.OnlyEventFor(registration) == name;
            }

            if (!hasUrl)
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>What is known of a delivery's event, and from where; the name is null where the event could not be determined.</summary>
internal readonly record struct ResolvedEvent(EventSource Source, string? Name)
{
    /// <summary>The event by which the endpoint is chosen; null for the catch-all.</summary>
    internal string? Wanted => Source == EventSource.CatchAll ? null : Name;
}

/// <summary>What determined an event.</summary>
internal enum EventSource
{
    /// <summary>Nothing did.</summary>
    None,

    /// <summary>The application's resolver, or the signed body.</summary>
    Name,

    /// <summary>The resolver or the body, but the registration's <c>Events</c> do not list it.</summary>
    ExcludedName,

    /// <summary>The registration lists one event.</summary>
    Registration,

    /// <summary>The endpoints of the URL that are open to the registration declare one event.</summary>
    Url,

    /// <summary>Nothing did, but a catch-all takes what is unknown.</summary>
    CatchAll,
}
