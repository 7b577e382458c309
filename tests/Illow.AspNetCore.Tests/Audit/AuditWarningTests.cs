using Illow.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Illow.AspNetCore.Tests.Audit;

/// <summary>What will not work as its author means is one warning at start, which names both sides and the fix.</summary>
public sealed class AuditWarningTests
{
    private static Dictionary<string, string?> OneWebhook => WebhookApp.DefaultKey.With("Illow:Events", "a");

    private static Dictionary<string, string?> OnlyCreated => Settings.Of(("one", TestKeys.A, ["dsr.created"]));

    [Fact]
    public async Task Start_EventThatNoRegistrationDelivers_WarnsOfHandlerAndRegistrations() =>
        await AssertWarnsAsync(
            OnlyCreated,
            e =>
            {
                Map(e, "dsr.created");
                Map(e, "dsr.craeted");
            },
            "'dsr.craeted endpoint'",
            "'one'",
            "Add 'dsr.craeted' to the Events");

    [Fact]
    public async Task Start_WebhookThatIsNotRegistered_WarnsOfHandlerAndName() =>
        await AssertWarnsAsync(
            OnlyCreated,
            e =>
            {
                Map(e, "dsr.created");
                Map(e, "dsr.created", webhook: "uno");
            },
            "'uno'",
            "'one'",
            "Correct Webhook = \"uno\"");

    [Fact]
    public async Task Start_RegistrationWithoutHandler_WarnsOfIt() =>
        await AssertWarnsAsync(
            Settings.Of(("one", TestKeys.A, ["dsr.created"]), ("two", TestKeys.B, ["dsr.updated"])),
            e => Map(e, "dsr.created"),
            "'two' has no handler",
            "dsr.updated",
            "remove the registration");

    [Fact]
    public async Task Start_EventOfARegistrationThatNobodyTakes_WarnsOfIt() =>
        await AssertWarnsAsync(
            Settings.Of(("one", TestKeys.A, ["dsr.created", "dsr.updated"])),
            e => Map(e, "dsr.created"),
            AddResolver,
            "'one' delivers the event 'dsr.updated'",
            "404",
            "[IllowWebhook(\"dsr.updated\")]");

    [Fact]
    public async Task Start_EventNobodyTakesButAcknowledged_SaysSo() =>
        await AssertWarnsAsync(
            Settings.Of(("one", TestKeys.A, ["dsr.created", "dsr.updated"])).With("Illow:UnhandledEvents", "Acknowledge"),
            e => Map(e, "dsr.created"),
            AddResolver,
            "204");

    [Fact]
    public async Task Start_UrlWhoseEventCannotBeDetermined_WarnsOfUrlAndRegistration() =>
        await AssertWarnsAsync(
            WebhookApp.DefaultKey,
            e =>
            {
                Map(e, "a");
                Map(e, "b");
            },
            "/webhooks/illow",
            "'default'",
            "422",
            "(Illow:Events)",
            "IIllowEventResolver");

    [Theory]
    [InlineData("default", "Illow:Events")]
    [InlineData("eu", "Illow:Webhooks:eu:Events")]
    public async Task Start_RegistrationWithoutEventsAtAUrlOfOneEvent_WarnsThatAllIsTakenForIt(string registration, string setting) =>
        await AssertWarnsAsync(
            registration == "default" ? WebhookApp.DefaultKey : Settings.Of((registration, TestKeys.A, [])),
            e => Map(e, "a"),
            $"'{registration}'", "/webhooks/illow", "taken for 'a'", "Set " + setting);

    [Fact]
    public async Task Start_CatchAllBesideANamedEvent_WarnsThatTheCatchAllTakesWhatIsNotNamed() =>
        await AssertWarnsAsync(
            WebhookApp.DefaultKey,
            e =>
            {
                Map(e, "a");
                e.MapIllowWebhook(() => { });
            },
            "'default'",
            "/webhooks/illow",
            "'unknown'",
            "no handler of a named event runs");

    [Fact]
    public async Task Start_EventsOutsideTheUrlsNamedOne_SaysThatTheCatchAllTakesThem()
    {
        await using var app = await WebhookApp.StartAsync(new AppPlan
        {
            Settings = Settings.Of(("one", TestKeys.A, ["consent.updated", "consent.deleted"])),
            Map = e => { Map(e, "dsr.created"); e.MapIllowWebhook(() => { }); },
        });

        Assert.DoesNotContain(app.AuditWarnings, warning =>
            warning.Contains("404", StringComparison.Ordinal) || warning.Contains("422", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Start_OneOfTwoEventsIsNotTaken_Says404WhereNamedAnd422Elsewhere()
    {
        await using var app = await WebhookApp.StartAsync(
            new AppPlan { Settings = Settings.Of(("one", TestKeys.A, ["a", "b"])), Map = e => Map(e, "a") });
        using var unnamed = await app.SendAsync(Delivery.Fresh());
        using var named = await app.SendAsync(Delivery.Fresh("b"));

        Assert.Equal((422, 404), ((int)unnamed.StatusCode, (int)named.StatusCode));
        Assert.Contains(app.AuditWarnings, warning =>
            warning.Contains("'b'", StringComparison.Ordinal)
            && warning.Contains("404 where the signed body names it, and 422 elsewhere", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Start_ManyKeysForOneUrl_Warns()
    {
        var settings = OneWebhook;
        for (var i = 0; i < 16; i++)
        {
            using var key = System.Security.Cryptography.RSA.Create(1024);
            settings[$"Illow:PublicKeys:{i}"] = key.ExportSubjectPublicKeyInfoPem();
        }

        await AssertWarnsAsync(settings.With("Illow:MinimumKeySize", "1024"), e => Map(e, "a"), "17 keys", "{webhook}");
    }

    [Fact]
    public async Task Start_DecoratedRouteOfAHigherOrder_WarnsThatItGetsNothing() =>
        await AssertWarnsAsync(
            WebhookApp.DefaultKey.With("Illow:Events:0", "a").With("Illow:Events:1", "b"),
            e =>
            {
                Map(e, "a");
                e.MapIllowWebhook("b", () => { }).WithOrder(1).WithDisplayName("b endpoint");
            },
            "'a endpoint'",
            "'b endpoint'",
            "lower route order");

    [Fact]
    public async Task Start_UndecoratedPostOfALowerOrder_WarnsThatItGetsEverything() =>
        await AssertWarnsAsync(
            OneWebhook,
            e =>
            {
                Map(e, "a");
                e.MapPost("/webhooks/illow", () => { }).WithOrder(-1).WithDisplayName("the first");
            },
            "'the first'",
            "'a endpoint'",
            "lower route order");

    /// <summary>Webhook | the other | what a path of both runs, as routing decides.</summary>
    [Theory]
    [InlineData("/hook/{id?}", "/hook", "/hook", true)]
    [InlineData("/hook", "/hook/{id?}", "/hook", false)]
    [InlineData("/hook", "/hook/{id=5}", "/hook", false)]
    [InlineData("/hooks/{webhook}", "/hooks/default", "/hooks/default", true)]
    [InlineData("/{**rest}", "/hook", "/hook", true)]
    [InlineData("/hook/{**rest}", "/hook/{id:int}", "/hook/7", true)]
    [InlineData("/x/{id}", "/x/a{id}", "/x/abc", true)]
    [InlineData("/x/{id:int}", "/x/7", "/x/7", true)]
    public async Task Start_UndecoratedPostOverlapsTheUrl_WarnsOfBothAndOfWhichGoesFirst(
        string decorated,
        string undecorated,
        string path,
        bool isFirst)
    {
        await using var app = await WebhookApp.StartAsync(
            new AppPlan
            {
                Settings = OneWebhook,
                Map = e =>
                {
                    e.MapIllowWebhook("a", () => { }, decorated).WithDisplayName("the webhook");
                    e.MapPost(undecorated, (Notes notes) => notes.Add("other")).WithDisplayName("the other");
                },
            });
        using var unsigned = await app.SendAsync(Delivery.Fresh().Unsigned(), path);

        Assert.Equal(isFirst ? ["other"] : [], app.Notes.Lines);
        var warning = Assert.Single(app.AuditWarnings);
        Assert.Contains("'the webhook'", warning, StringComparison.Ordinal);
        Assert.Contains("'the other'", warning, StringComparison.Ordinal);
        Assert.Contains(isFirst ? "more specific route" : "which goes first", warning, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "b.example", "more specific host")]
    [InlineData(null, "*.example", "more specific host")]
    [InlineData("a.example", null, "on a.example, which goes first")]
    public async Task Start_UndecoratedPostOnAnotherHost_Warns(string? decorated, string? undecorated, string what) =>
        await AssertWarnsAsync(
            OneWebhook,
            e =>
            {
                var webhook = Map(e, "a");
                var other = e.MapPost("/webhooks/illow", () => { }).WithDisplayName("the other");
                _ = decorated is null ? webhook : webhook.RequireHost(decorated);
                _ = undecorated is null ? other : other.RequireHost(undecorated);
            },
            "'the other'", "'a endpoint'", what);

    [Theory]
    [InlineData("CORS")]
    [InlineData("rate limits")]
    [InlineData("request size limit")]
    public async Task Start_MembersDifferInMetadata_WarnsOfBoth(string what) =>
        await AssertWarnsAsync(
            WebhookApp.DefaultKey.With("Illow:EventProperty", "event"),
            e =>
            {
                Map(e, "a");
                var second = Map(e, "b");
                _ = what switch
                {
                    "CORS" => second.RequireCors("policy"),
                    "rate limits" => second.RequireRateLimiting("policy"),
                    _ => second.WithMetadata(new RequestSizeLimitAttribute(10)),
                };
            },
            AddResolver,
            "'a endpoint'", "'b endpoint'", what);

    [Fact]
    public async Task Start_AuthorizeOnTheActionItself_WarnsThatItDoesNotCount()
    {
        await using var app = await WebhookApp.StartAsync(
            new AppPlan
            {
                Settings = OneWebhook,
                Controllers = [typeof(AuthorizedController)],
                Services = s => s.AddAuthorization(),
            });

        var warning = Assert.Single(app.AuditWarnings);
        Assert.Contains("AuthorizedController.Receive", warning, StringComparison.Ordinal);
        Assert.Contains("does not count", warning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_ActionWithTwoUndeliverableEvents_WarnsOnceOfEach()
    {
        await using var app = await WebhookApp.StartAsync(
            new AppPlan { Settings = OnlyCreated, Controllers = [typeof(ManyEventsController)] });

        Assert.Equal(2, app.AuditWarnings.Count);
        Assert.Contains("'b'", app.AuditWarnings[0], StringComparison.Ordinal);
        Assert.Contains("'c'", app.AuditWarnings[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_UseIllowWebhooksTwice_WarnsOnce()
    {
        await using var app = await WebhookApp.StartAsync(new AppPlan
        {
            Map = e => e.MapIllowWebhook("a", () => { }),
            After = a => { a.UseIllowWebhooks(); a.UseWhen(_ => true, branch => branch.UseIllowWebhooks()); },
        });

        Assert.Single(app.AuditWarnings);
        Assert.Equal(app.Complaints.Distinct(), app.Complaints);
    }

    private static void AddResolver(IServiceCollection services) => services.AddSingleton<IIllowEventResolver, NeverResolves>();

    private static RouteHandlerBuilder Map(IEndpointRouteBuilder e, string @event, string? webhook = null) =>
        e.MapIllowWebhook(@event, () => { }, webhook: webhook).WithDisplayName(@event + " endpoint");

    private static Task AssertWarnsAsync(Dictionary<string, string?> settings, Action<IEndpointRouteBuilder> map, params string[] parts) =>
        AssertWarnsAsync(settings, map, _ => { }, parts);

    private static async Task AssertWarnsAsync(
        Dictionary<string, string?> settings, Action<IEndpointRouteBuilder> map, Action<IServiceCollection> services, params string[] parts)
    {
        await using var app = await WebhookApp.StartAsync(new AppPlan { Settings = settings, Map = map, Services = services });

        var warning = Assert.Single(app.AuditWarnings);
        Assert.All(parts, part => Assert.Contains(part, warning, StringComparison.Ordinal));
    }

    private sealed class NeverResolves : IIllowEventResolver
    {
        public ValueTask<string?> ResolveAsync(IllowEventContext context, CancellationToken cancellationToken) => new((string?)null);
    }

    public sealed class ManyEventsController : ControllerBase
    {
        [IllowWebhook("dsr.created", "b"), IllowWebhook("c")]
        public void Receive(IllowEnvelope e) => HttpContext.Items.Add(e, e);
    }

    public sealed class AuthorizedController : ControllerBase
    {
        [IllowWebhook("a"), Authorize]
        public void Receive(IllowEnvelope e) => HttpContext.Items.Add(e, e);
    }
}
