using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Illow.AspNetCore.Configuration;
using Illow.AspNetCore.Middleware;
using Illow.Webhooks.Messages;
using Illow.AspNetCore.Routing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;

using Illow.Webhooks.Tests.Properties;

namespace Illow.AspNetCore.Tests.Properties;

public sealed class EventRuleProperties
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
                return best < 0 ? chosen is null : chosen is { } one && one.Handler == route.Handlers[ranks.IndexOf(best)] && one.Handler.Declarations.Contains(one.Declaration);
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
            input => Chosen(input.url, null, input.@event, input.registration) == Chosen(input.url, input.order, input.@event, input.registration),
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
            input => Route(input.url) is var route && (route.Choose(input.@event, input.registration) is null || route.MayDeliver(input.registration)));

    [Fact]
    public void MayDeliver_NoEventInCommonAndNoCatchAll_IsFalse() =>
        Hold.ForAll(
            from url in Url
            from registration in Registration
            select (url, registration),
            input => Route(input.url).MayDeliver(input.registration) == input.url.SelectMany(handler => handler).Any(declared =>
                declared.IsFor(input.registration)
                && (declared.Events.Length == 0 || input.registration.Events.IsEmpty || declared.Events.Intersect(input.registration.Events).Any())));

    [Fact]
    public void TellAsync_WithoutAResolver_AsksBodyThenRegistrationThenUrl() =>
        Hold.ForAll(
            from url in Url
            from registration in Registration
            from named in Gen.Elements(null, "dsr.created", "new.event")
            select (url, registration, named),
            input =>
            {
                var declared = input.url.SelectMany(handler => handler).Where(one => one.IsFor(input.registration)).SelectMany(one => one.Events).Distinct().ToList();
                var expected = input.named
                    ?? (input.registration.Events.Length == 1 ? input.registration.Events[0] : declared.Count == 1 ? declared[0] : null);
                var told = Rules(null).TellAsync(Message(input.named), input.registration, Route(input.url), Context(null));
                return told.IsCompletedSuccessfully && told.Result == expected;
            },
            1000);

    [Fact]
    public void TellAsync_AResolversAnswer_WinsUnlessBlank() =>
        Hold.ForAll(
            from registration in Registration
            from answer in Gen.Elements(null, "", " \t", "from.resolver")
            from named in Gen.Elements(null, "from.body")
            select (registration, answer, named),
            input =>
            {
                var route = Route([[new Declared(null, [])]]);
                var told = Rules(input.answer ?? "").TellAsync(Message(input.named), input.registration, route, Context(input.answer)).AsTask().Result;
                return told == (string.IsNullOrWhiteSpace(input.answer) ? input.named ?? input.registration.OnlyEvent : input.answer);
            });

    private static int Rank(Declared declared, string @event, Registration registration) =>
        !declared.IsFor(registration) ? -1
        : declared.Events.Length == 0 ? (declared.Webhook is null ? 0 : 1)
        : declared.Events.Contains(@event) ? (declared.Webhook is null ? 2 : 3)
        : -1;

    private static bool AtMostOneTakes(Declared[][] url, string @event, Registration registration)
    {
        var ranks = url.Select(handler => handler.Max(declared => Rank(declared, @event, registration))).ToList();
        return ranks.Max() < 0 || ranks.Count(rank => rank == ranks.Max()) == 1;
    }

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
        var handlers = url.Select((declarations, index) => WebhookHandler.Of(new RouteEndpoint(
            _ => Task.CompletedTask,
            RoutePatternFactory.Parse("/hook"),
            0,
            new EndpointMetadataCollection(declarations.Select(declared => new IllowWebhookAttribute(declared.Events) { Webhook = declared.Webhook })),
            $"handler {index}"))).ToArray();
        return new WebhookRoute("/hook", [.. order is null ? handlers : order.Select(index => handlers[index])], "POST");
    }

    private static EventRules Rules(string? resolver) =>
        new((IServiceProviderIsService)Services(resolver).GetRequiredService<IServiceProviderIsService>());

    private static DefaultHttpContext Context(string? resolver) => new() { RequestServices = Services(resolver ?? "") };

    private static ServiceProvider Services(string? answer)
    {
        var services = new ServiceCollection();
        if (answer is not null)
        {
            services.AddSingleton<IIllowEventResolver>(new Resolver(answer));
        }

        return services.BuildServiceProvider();
    }

    private static IllowMessage Message(string? eventInBody) =>
        new(new ParsedEnvelope { CompanyId = "c", SiteId = "s", IdempotencyKey = "k", Event = eventInBody, MetadataStart = 0, MetadataLength = 1 }, default, null);

    private sealed class Resolver(string answer) : IIllowEventResolver
    {
        public ValueTask<string?> ResolveAsync(IllowEventContext context, CancellationToken cancellationToken) => new(answer);
    }

    internal sealed record Declared(string? Webhook, string[] Events)
    {
        internal bool IsFor(Registration registration) => Webhook is null || string.Equals(Webhook, registration.Name, StringComparison.OrdinalIgnoreCase);
    }
}
