using Illow.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Antiforgery;
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
    private static Dictionary<string, string?> OnlyCreated => Settings.Of(("one", TestKeys.A, ["dsr.created"]));

    [Fact]
    public async Task Start_EventThatNoRegistrationDelivers_WarnsOfHandlerAndRegistrations() =>
        await AssertWarnsAsync(OnlyCreated, e => { Map(e, "dsr.created"); Map(e, "dsr.craeted"); }, "'dsr.craeted endpoint'", "'one'", "Add 'dsr.craeted' to the Events");

    [Fact]
    public async Task Start_WebhookThatIsNotRegistered_WarnsOfHandlerAndName() =>
        await AssertWarnsAsync(OnlyCreated, e => { Map(e, "dsr.created"); Map(e, "dsr.created", webhook: "uno"); }, "'uno'", "'one'", "Correct Webhook = \"uno\"");

    [Fact]
    public async Task Start_RegistrationWithoutHandler_WarnsOfIt() =>
        await AssertWarnsAsync(
            Settings.Of(("one", TestKeys.A, ["dsr.created"]), ("two", TestKeys.B, ["dsr.updated"])), e => Map(e, "dsr.created"), "'two' has no handler", "dsr.updated", "remove the registration");

    [Fact]
    public async Task Start_EventOfARegistrationThatNobodyTakes_WarnsOfIt() =>
        await AssertWarnsAsync(
            Settings.Of(("one", TestKeys.A, ["dsr.created", "dsr.updated"])), e => Map(e, "dsr.created"), "'one' delivers the event 'dsr.updated'", "404", "[IllowWebhook(\"dsr.updated\")]");

    [Fact]
    public async Task Start_EventNobodyTakesButAcknowledged_SaysSo() =>
        await AssertWarnsAsync(
            Settings.Of(("one", TestKeys.A, ["dsr.created", "dsr.updated"])).With("Illow:UnhandledEvents", "Acknowledge"), e => Map(e, "dsr.created"), "204");

    [Fact]
    public async Task Start_UrlWhoseEventCannotBeTold_WarnsOfUrlAndRegistration() =>
        await AssertWarnsAsync(WebhookApp.DefaultKey, e => { Map(e, "a"); Map(e, "b"); }, "/webhooks/illow", "'default'", "422", "IIllowEventResolver");

    [Fact]
    public async Task Start_CatchAllAlone_WarnsThatTheEventCannotBeTold() =>
        await AssertWarnsAsync(WebhookApp.DefaultKey, e => e.MapIllowWebhook(() => { }), "cannot be told");

    [Fact]
    public async Task Start_ManyKeysForOneUrl_Warns()
    {
        var settings = WebhookApp.DefaultKey;
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
            WebhookApp.DefaultKey, e => { Map(e, "a"); e.MapIllowWebhook("b", () => { }).WithOrder(1).WithDisplayName("b endpoint"); }, "'a endpoint'", "'b endpoint'", "lower route order");

    [Fact]
    public async Task Start_UndecoratedPostOfALowerOrder_WarnsThatItGetsEverything() =>
        await AssertWarnsAsync(
            WebhookApp.DefaultKey, e => { Map(e, "a"); e.MapPost("/webhooks/illow", () => { }).WithOrder(-1).WithDisplayName("the first"); }, "'the first'", "'a endpoint'", "lower route order");

    [Theory]
    [InlineData("CORS")]
    [InlineData("rate limits")]
    [InlineData("request size limit")]
    [InlineData("antiforgery")]
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
                    "request size limit" => second.WithMetadata(new RequestSizeLimitAttribute(10)),
                    _ => second.WithMetadata(new RequireAntiforgeryTokenAttribute()),
                };
            },
            services => services.AddSingleton<IIllowEventResolver, NeverResolves>(),
            "'a endpoint'", "'b endpoint'", what);

    [Fact]
    public async Task Start_AuthorizeOnTheActionItself_WarnsThatItDoesNotCount()
    {
        await using var app = await WebhookApp.StartAsync(new AppPlan { Controllers = [typeof(AuthorizedController)], Services = s => s.AddAuthorization() });

        var warning = Assert.Single(app.AuditWarnings);
        Assert.Contains("AuthorizedController.Receive", warning, StringComparison.Ordinal);
        Assert.Contains("does not count", warning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_ActionWithTwoUndeliverableEvents_WarnsOnceOfEach()
    {
        await using var app = await WebhookApp.StartAsync(new AppPlan { Settings = OnlyCreated, Controllers = [typeof(ManyEventsController)] });

        Assert.Equal(2, app.AuditWarnings.Count);
        Assert.Contains("'b'", app.AuditWarnings[0], StringComparison.Ordinal);
        Assert.Contains("'c'", app.AuditWarnings[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_UseIllowWebhooksTwice_WarnsOnce()
    {
        await using var app = await WebhookApp.StartAsync(new AppPlan
        {
            Map = e => e.MapIllowWebhook(() => { }),
            After = a => { a.UseIllowWebhooks(); a.UseWhen(_ => true, branch => branch.UseIllowWebhooks()); },
        });

        Assert.Single(app.AuditWarnings);
        Assert.Equal(app.Complaints.Distinct(), app.Complaints);
    }

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
