using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Illow.AspNetCore.Configuration;
using Illow.AspNetCore.Middleware;
using Illow.AspNetCore.Routing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

using Illow.Webhooks.Tests.Properties;

namespace Illow.AspNetCore.Tests.Properties;

public sealed class EventResolutionProperties
{
    private static readonly string[] Events = ["dsr.created", "dsr.updated", "DSR.created", "x"];
    private static readonly string[] Webhooks = ["eu", "EU", "us"];

    private static Gen<Registration> Registration =>
        from name in Gen.Elements(Webhooks)
        from events in Gen.SubListOf(Events)
        select new Registration(name, [], [.. events], null, null);

    private static Gen<string> Event => Gen.Elements(Events);

    /// <summary>Endpoints, each with the declarations of its attributes: (webhook or null, events).</summary>
    private static Gen<Declared[][]> Url =>
        from count in Gen.Choose(1, 4)
        from handlers in Gen.ArrayOf(Declarations, count)
        select handlers;

    private static Gen<Declared[]> Declarations =>
        from count in Gen.Choose(1, 2)
        from declarations in Gen.ArrayOf(
            from webhook in Gen.Elements(null, "eu", "Eu", "us")
            from events in Gen.SubListOf(Events)
            select new Declared(webhook, [.. events]),
            count)
        select declarations;

    [Fact]
    public void Choose_AnyUrl_TakesTheMostSpecificOrStopsWhereTwoAre() =>
        Hold.ForAll(
            from url in Url
            from registration in Registration
            from @event in Event
            select (url, registration, @event),
            input =>
            {
                var route = Route(input.url);
                var ranks = input.url.Select(handler => handler.Max(declared => Rank(declared, input.@event, input.registration))).ToList();
                var best = ranks.Max();
                if (best >= 0 && ranks.Count(rank => rank == best) > 1)
                {
                    return Record.Exception(() => route.Choose(input.@event, input.registration)) is InvalidOperationException;
                }

                var chosen = route.Choose(input.@event, input.registration);
                return best < 0
                    ? chosen is null
                    : chosen is { } one
                        && one.Handler == route.Handlers[ranks.IndexOf(best)]
                        && one.Handler.Declarations.Contains(one.Declaration);
            },
            3000);

    [Fact]
    public void Choose_HandlersInAnotherOrder_TakesTheSame() =>
        Hold.ForAll(
            from url in Url
            from order in Gen.Shuffle(Enumerable.Range(0, url.Length))
            from registration in Registration
            from @event in Event
            select (url, order, registration, @event),
            input =>
                Chosen(input.url, null, input.@event, input.registration)
                == Chosen(input.url, input.order, input.@event, input.registration),
            1000);

    [Fact]
    public void Choose_ADeclarationOfAnotherWebhook_IsNeverTaken() =>
        Hold.ForAll(
            from url in Url
            from registration in Registration
            from @event in Event
            where AtMostOneTakes(url, @event, registration)
            select (url, registration, @event),
            input => Route(input.url).Choose(input.@event, input.registration) is not { Declaration: { Webhook: { } webhook } }
                || string.Equals(webhook, input.registration.Name, StringComparison.OrdinalIgnoreCase));

    [Fact]
    public void MayDeliver_WhereTheRegistrationsOwnEventIsTaken_IsTrue() =>
        Hold.ForAll(
            from url in Url
            from registration in Registration
            from @event in Event
            where AtMostOneTakes(url, @event, registration) && registration.MayDeliver(@event)
            select (url, registration, @event),
            input =>
                Route(input.url) is var route
                && (route.Choose(input.@event, input.registration) is null || route.MayDeliver(input.registration)));

    [Fact]
    public void MayDeliver_NoEventInCommonAndNoCatchAll_IsFalse() =>
        Hold.ForAll(from url in Url from registration in Registration select (url, registration), input =>
            Route(input.url).MayDeliver(input.registration)
            == input
                .url.SelectMany(handler => handler)
                .Any(declared =>
                    declared.IsFor(input.registration)
                    && (
                        declared.Events.Length == 0
                        || input.registration.Events.IsEmpty
                        || declared.Events.Intersect(input.registration.Events).Any())));

    /// <summary>An application's URLs, the one that a delivery came to, and the event that resolver or body names.</summary>
    private static Gen<(Declared[][][] Urls, int At, Registration Registration, string? Named)> Deliveries =>
        from count in Gen.Choose(1, 3)
        from urls in Gen.ArrayOf(Gen.OneOf(Url, SmallUrl), count)
        from at in Gen.Choose(0, count - 1)
        from registration in Registration
        from named in Gen.Elements([null, null, null, .. Events, "new.event", IllowEvents.Unknown])
        select (urls, at, registration, named);

    /// <summary>One or two endpoints of few events, so that URLs of one event are common.</summary>
    private static Gen<Declared[][]> SmallUrl =>
        from count in Gen.Choose(1, 2)
        from handlers in Gen.ArrayOf(
            from webhook in Gen.Elements(null, null, "eu")
            from @event in Gen.Elements([null, .. Events])
            select new[] { new Declared(webhook, @event is null ? [] : [@event]) },
            count)
        select handlers;

    [Fact]
    public void Resolve_AnyApplication_FollowsTheSixSteps() =>
        Hold.ForAll(
            Deliveries,
            input =>
            {
                var routes = input.Urls.Select(url => Route(url)).ToImmutableArray();
                var (url, registration, named) = (input.Urls[input.At], input.Registration, input.Named);
                if (Ambiguous(url, null, registration))
                {
                    return true;
                }

                var resolved = EventResolution.Resolve(named, registration, routes[input.At], routes);
                return (resolved.Source, resolved.Name) == Reference(input.Urls, url, registration, named);
            },
            5000);

    [Fact]
    public void Resolve_NothingNamesTheEvent_NeverGuessesOutsideEvents() =>
        Hold.ForAll(
            Deliveries.Where(input => !Ambiguous(input.Urls[input.At], null, input.Registration)),
            input =>
            {
                var routes = input.Urls.Select(url => Route(url)).ToImmutableArray();
                var resolved = EventResolution.Resolve(null, input.Registration, routes[input.At], routes);
                return resolved.Name is null
                    || resolved.Source == EventSource.CatchAll
                    || input.Registration.Events.IsEmpty
                    || input.Registration.Events.Contains(resolved.Name);
            },
            3000);

    // The steps as the design has them, in the plainest words
    private static (EventSource, string?) Reference(Declared[][][] urls, Declared[][] url, Registration registration, string? named)
    {
        if (named is not null)
        {
            return (
                registration.Events.IsEmpty || registration.Events.Contains(named) ? EventSource.Name : EventSource.ExcludedName,
                named);
        }

        if (registration.Events.Length == 1)
        {
            return (EventSource.Registration, registration.Events[0]);
        }

        if (Alone(url, registration) is { } alone && registration.Events.All(name => urls.Any(other => Alone(other, registration) == name)))
        {
            return (EventSource.Url, alone);
        }

        return url.SelectMany(handler => handler).Any(one => one.IsFor(registration) && one.Events.Length == 0)
            ? (EventSource.CatchAll, "unknown")
            : (EventSource.None, null);
    }

    private static string? Alone(Declared[][] url, Registration registration)
    {
        var open = url.SelectMany(handler => handler).Where(one => one.IsOpenTo(registration)).ToList();
        var names = open.SelectMany(one => one.Events).Distinct().ToList();
        return names.Count == 1 && open.All(one => one.Events.Length > 0) ? names[0] : null;
    }

    private static bool Ambiguous(Declared[][] url, string? @event, Registration registration)
    {
        var ranks = url.Select(handler => handler.Max(declared => Rank(declared, @event, registration))).ToList();
        return ranks.Max() >= 0 && ranks.Count(rank => rank == ranks.Max()) > 1;
    }

    private static int Rank(Declared declared, string? @event, Registration registration) =>
        !declared.IsFor(registration) ? -1
        : declared.Events.Length == 0 ? (declared.Webhook is null ? 0 : 1)
        : @event is not null && declared.Events.Contains(@event) ? (declared.Webhook is null ? 2 : 3)
        : -1;

    private static bool AtMostOneTakes(Declared[][] url, string @event, Registration registration) => !Ambiguous(url, @event, registration);

    private static string? Chosen(Declared[][] url, int[]? order, string @event, Registration registration)
    {
        try
        {
            return Route(url, order).Choose(@event, registration)?.Handler.Name;
        }
        catch (InvalidOperationException)
        {
            return "two";
        }
    }

    private static WebhookRoute Route(Declared[][] url, int[]? order = null)
    {
        var handlers = url.Select(
                (declarations, index) =>
                    WebhookHandler.Of(
                        new RouteEndpoint(
                            _ => Task.CompletedTask,
                            RoutePatternFactory.Parse("/hook"),
                            0,
                            new EndpointMetadataCollection(
                                declarations.Select(declared => new IllowWebhookAttribute(declared.Events) { Webhook = declared.Webhook })),
                            $"handler {index}")))
            .ToArray();
        return new WebhookRoute([.. order is null ? handlers : order.Select(index => handlers[index])], "POST");
    }

    internal sealed record Declared(string? Webhook, string[] Events)
    {
        internal bool IsFor(Registration registration) =>
            Webhook is null || string.Equals(Webhook, registration.Name, StringComparison.OrdinalIgnoreCase);

        internal bool IsOpenTo(Registration registration) =>
            IsFor(registration) && (Events.Length == 0 || registration.Events.IsEmpty || Events.Intersect(registration.Events).Any());
    }
}
