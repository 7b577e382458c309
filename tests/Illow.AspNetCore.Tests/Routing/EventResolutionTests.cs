using System.Net;
using Illow.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Illow.AspNetCore.Tests.Routing;

/// <summary>
/// Which event a delivery is: what resolver or body names, the registration's only event, the URL's only event, its catch-all; else 422.
/// </summary>
public sealed class EventResolutionTests
{
    private static Dictionary<string, string?> OneEventForTheKey => Settings.Of(("one", TestKeys.A, ["by-key"]));

    private static Dictionary<string, string?> SeveralEvents =>
        Settings.Of(("one", TestKeys.A, ["by-key", "by-body", "by-resolver", "length-told"]));

    [Fact]
    public async Task Event_ResolverNamesIt_GoesBeforeEverything() =>
        Assert.Equal("by-resolver", await ResolveAsync(SeveralEvents, "by-body", "by-resolver"));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    public async Task Event_ResolverDoesNotKnow_TheBodyTells(string? resolved) =>
        Assert.Equal("by-body", await ResolveAsync(SeveralEvents, "by-body", resolved, useResolver: true));

    [Fact]
    public async Task Event_InTheBody_IsIt() => Assert.Equal("by-body", await ResolveAsync(SeveralEvents, "by-body"));

    [Theory]
    [InlineData("by-body", null)]
    [InlineData(null, "by-resolver")]
    [InlineData("by-key", "by-resolver")]
    [InlineData("BY-KEY", null)]
    [InlineData("unknown", null)]
    public async Task Event_NamedOutsideTheRegistration_403AndNoHandlerRuns(string? inBody, string? resolved)
    {
        await using var app = await StartAsync(OneEventForTheKey, resolved, resolved is not null);

        using var response = await app.SendAsync(Delivery.Fresh(inBody));

        await Problem.AssertAsync(response, HttpStatusCode.Forbidden, "wrong-origin");
        Assert.DoesNotContain("by-key", app.Notes.Lines);
        Assert.Contains("do not list", Assert.Single(app.OwnLines, line => line.Id.Id == 24).Message, StringComparison.Ordinal);
    }

    /// <summary>Registration's events | URL of the delivery | other URL | event, or status, that it comes to. "*" is a catch-all.</summary>
    [Theory]
    [InlineData("consent.updated consent.deleted", "dsr.created *", "", "unknown")]
    [InlineData("a b", "a", "", "422")]
    [InlineData("a b", "a *", "", "unknown")]
    [InlineData("", "a *", "", "unknown")]
    [InlineData("", "*", "", "unknown")]
    [InlineData("", "a", "", "a")]
    [InlineData("", "a b", "", "422")]
    [InlineData("a b", "a", "b", "a")]
    [InlineData("a b", "b", "a", "b")]
    [InlineData("a b", "a", "b *", "422")]
    [InlineData("a b c", "a", "b", "422")]
    [InlineData("a b", "a", "b a", "422")]
    [InlineData("a", "b *", "", "*a")]
    [InlineData("a b", "c *", "", "unknown")]
    [InlineData("", "unknown *", "", "unknown")]
    [InlineData("", "unknown b *", "", "unknown")]
    public async Task Event_NothingNamesIt_IsInferredOrLeftToTheCatchAll(string events, string url, string other, string expected)
    {
        await using var app = await WebhookApp.StartAsync(
            new AppPlan
            {
                Settings = Settings.Of(("one", TestKeys.A, events.Split(' ', StringSplitOptions.RemoveEmptyEntries))),
                Map = e =>
                {
                    MapAll(e, url, "/here");
                    MapAll(e, other, "/there");
                },
            });

        using var response = await app.SendAsync(Delivery.Fresh(), "/here");

        if (expected == "422")
        {
            await Problem.AssertAsync(response, HttpStatusCode.UnprocessableEntity, "unknown-event");
            Assert.Contains(app.AuditWarnings, warning =>
                warning.Contains("422", StringComparison.Ordinal) && warning.Contains("'one'", StringComparison.Ordinal));
        }
        else
        {
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        string[] ran = expected switch
        {
            "422" => [],
            "unknown" => ["* took unknown"],
            ['*', .. var name] => [$"* took {name}"],
            _ => [$"{expected} took {expected}"],
        };
        Assert.Equal(ran, app.Notes.Lines);
    }

    [Fact]
    public async Task Event_UnknownAndTheCatchAllIsAnotherWebhooks_422()
    {
        await using var app = await WebhookApp.StartAsync(
            new AppPlan
            {
                Settings = Settings.Of(("eu", TestKeys.A, ["a", "b"]), ("us", TestKeys.B, ["a", "b"])),
                Map = e =>
                {
                    e.MapIllowWebhook("a", (Notes notes) => notes.Add("a"));
                    e.MapPost("/webhooks/illow", [IllowWebhook(Webhook = "us")] (Notes notes) => notes.Add("rest"));
                },
            });

        using var eu = await app.SendAsync(Delivery.Fresh());
        using var us = await app.SendAsync(Delivery.Fresh().By(TestKeys.B));

        await Problem.AssertAsync(eu, HttpStatusCode.UnprocessableEntity, "unknown-event");
        Assert.Equal(["rest"], app.Notes.Lines);
    }

    [Fact]
    public async Task Event_OtherMemberByOption_IsTheOne() =>
        Assert.Equal("by-key", await ResolveAsync(OneEventForTheKey.With("Illow:EventProperty", "kind"), "by-body"));

    [Fact]
    public async Task Event_MemberSwitchedOff_IsNotLookedAt() =>
        Assert.Equal("by-key", await ResolveAsync(OneEventForTheKey.With("Illow:EventProperty", ""), "by-body"));

    [Fact]
    public async Task Event_OnlyOneOfTheRegistration_IsIt() => Assert.Equal("by-key", await ResolveAsync(OneEventForTheKey, null));

    [Fact]
    public async Task Event_OnlyOneOfTheUrl_IsIt()
    {
        await using var app = await WebhookApp.StartAsync(
            new AppPlan { Map = e => e.MapIllowWebhook("by-url", (IllowEnvelope d, Notes notes) => notes.Add(d.Event)) });

        using var response = await app.SendAsync(Delivery.Fresh());

        Assert.Equal(["by-url"], app.Notes.Lines);
    }

    [Fact]
    public async Task Event_OnlyOneThatIsOpenToTheWebhook_IsIt()
    {
        await using var app = await WebhookApp.StartAsync(
            new AppPlan
            {
                Settings = Settings.Of(("eu", TestKeys.A, []), ("us", TestKeys.B, [])),
                Map = e =>
                {
                    e.MapIllowWebhook("for-eu", (IllowEnvelope d, Notes notes) => notes.Add(d.Event), webhook: "eu");
                    e.MapIllowWebhook("for-us", (IllowEnvelope d, Notes notes) => notes.Add(d.Event), webhook: "us");
                },
            });

        using var us = await app.SendAsync(Delivery.Fresh().By(TestKeys.B));
        using var eu = await app.SendAsync(Delivery.Fresh().By(TestKeys.A));

        Assert.Equal(["for-us", "for-eu"], app.Notes.Lines);
    }

    [Fact]
    public async Task Event_NothingTells_422AndAnErrorThatSaysHowToFixIt()
    {
        await using var app = await WebhookApp.StartAsync(
            new AppPlan
            {
                Map = e =>
                {
                    e.MapIllowWebhook("a", (Notes notes) => notes.Add("ran"));
                    e.MapIllowWebhook("b", (Notes notes) => notes.Add("ran"));
                },
            });

        using var response = await app.SendAsync(Delivery.Fresh());

        await Problem.AssertAsync(response, HttpStatusCode.UnprocessableEntity, "unknown-event");
        Assert.Contains("IIllowEventResolver", Assert.Single(app.OwnLines, line => line.Id.Id == 12).Message, StringComparison.Ordinal);
        Assert.Empty(app.Notes.Lines);
    }

    [Fact]
    public async Task Resolver_UnsignedDelivery_IsNotAsked()
    {
        await using var app = await StartAsync(OneEventForTheKey, "by-resolver", useResolver: true);

        using var response = await app.SendAsync(Delivery.Fresh().Unsigned());

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Empty(app.Notes.Lines);
    }

    [Fact]
    public async Task Resolver_Throws_TheHandlerDoesNotRun()
    {
        await using var app = await StartAsync(OneEventForTheKey, "throw", useResolver: true);

        await Assert.ThrowsAsync<InvalidOperationException>(() => app.SendAsync(Delivery.Fresh()));

        Assert.Equal(["asked"], app.Notes.Lines);
    }

    [Fact]
    public async Task Resolver_Asked_SeesTheEnvelopeAndTheWholeBody()
    {
        await using var app = await StartAsync(SeveralEvents, "read", useResolver: true);
        var delivery = Delivery.Fresh();

        using var response = await app.SendAsync(delivery);

        Assert.Equal(["asked", $"length {delivery.Body.Length} dsr-1", "length-told"], app.Notes.Lines);
    }

    private static void MapAll(IEndpointRouteBuilder endpoints, string names, string url)
    {
        foreach (var name in names.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            _ =
                name == "*"
                    ? endpoints.MapPost(url, [IllowWebhook] (IllowEnvelope d, Notes notes) => notes.Add("* took " + d.Event))
                    : endpoints.MapIllowWebhook(name, (IllowEnvelope d, Notes notes) => notes.Add($"{name} took {d.Event}"), url);
        }
    }

    private static async Task<string> ResolveAsync(
        Dictionary<string, string?> settings,
        string? inBody,
        string? resolved = null,
        bool useResolver = false)
    {
        await using var app = await StartAsync(settings, resolved, useResolver || resolved is not null);

        using var response = await app.SendAsync(Delivery.Fresh(inBody));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return app.Notes.Lines[^1];
    }

    private static Task<WebhookApp> StartAsync(Dictionary<string, string?> settings, string? resolved, bool useResolver) =>
        WebhookApp.StartAsync(
            new AppPlan
            {
                Settings = settings,
                Services = s =>
                {
                    if (useResolver)
                    {
                        s.AddScoped<IIllowEventResolver>(p => new Resolver(resolved, p.GetRequiredService<Notes>()));
                    }
                },
                Map = e => e.MapIllowWebhook((IllowEnvelope d, Notes notes) => notes.Add(d.Event)),
            });

    private sealed class Resolver(string? answer, Notes notes) : IIllowEventResolver
    {
        public async ValueTask<string?> ResolveAsync(IllowEventContext context, CancellationToken cancellationToken)
        {
            notes.Add("asked");
            if (answer == "throw")
            {
                throw new InvalidOperationException("resolver");
            }

            if (answer != "read")
            {
                return answer;
            }

            using var copy = new MemoryStream();
            await context.HttpContext.Request.Body.CopyToAsync(copy, cancellationToken);
            notes.Add($"length {copy.Length} {context.Message.GetMetadata<DsrCreated>().Id}");
            return "length-told";
        }
    }
}
