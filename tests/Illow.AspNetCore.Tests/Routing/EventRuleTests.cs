using System.Net;
using Illow.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Illow.AspNetCore.Tests.Routing;

/// <summary>Which event a delivery is: the app's resolver, the body's member, the registration's only event, the URL's only event; else 422.</summary>
public sealed class EventRuleTests
{
    private static Dictionary<string, string?> OneEventForTheKey => Settings.Of(("one", TestKeys.A, ["by-key"]));

    [Fact]
    public async Task Event_ResolverNamesIt_GoesBeforeEverything() =>
        Assert.Equal("by-resolver", await TellAsync(OneEventForTheKey, "by-body", "by-resolver"));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    public async Task Event_ResolverDoesNotKnow_TheBodyTells(string? resolved) =>
        Assert.Equal("by-body", await TellAsync(OneEventForTheKey, "by-body", resolved, useResolver: true));

    [Fact]
    public async Task Event_InTheBody_GoesBeforeTheKey() => Assert.Equal("by-body", await TellAsync(OneEventForTheKey, "by-body"));

    [Fact]
    public async Task Event_OtherMemberByOption_IsTheOne() =>
        Assert.Equal("by-key", await TellAsync(OneEventForTheKey.With("Illow:EventProperty", "kind"), "by-body"));

    [Fact]
    public async Task Event_MemberSwitchedOff_IsNotLookedAt() =>
        Assert.Equal("by-key", await TellAsync(OneEventForTheKey.With("Illow:EventProperty", ""), "by-body"));

    [Fact]
    public async Task Event_OnlyOneOfTheRegistration_IsIt() => Assert.Equal("by-key", await TellAsync(OneEventForTheKey, null));

    [Fact]
    public async Task Event_OnlyOneOfTheUrl_IsIt()
    {
        await using var app = await WebhookApp.StartAsync(new AppPlan
        {
            Map = e => { e.MapIllowWebhook("by-url", (IllowEnvelope d, Notes notes) => notes.Add(d.Event)); e.MapIllowWebhook((IllowEnvelope d, Notes notes) => notes.Add("rest")); },
        });

        using var response = await app.SendAsync(Delivery.Fresh());

        Assert.Equal(["by-url"], app.Notes.Lines);
    }

    [Fact]
    public async Task Event_OnlyOneThatIsOpenToTheWebhook_IsIt()
    {
        await using var app = await WebhookApp.StartAsync(new AppPlan
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
        await using var app = await WebhookApp.StartAsync(new AppPlan
        {
            Map = e => { e.MapIllowWebhook("a", (Notes notes) => notes.Add("ran")); e.MapIllowWebhook("b", (Notes notes) => notes.Add("ran")); },
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
        await using var app = await StartAsync(OneEventForTheKey, "read", useResolver: true);
        var delivery = Delivery.Fresh();

        using var response = await app.SendAsync(delivery);

        Assert.Equal(["asked", $"length {delivery.Body.Length} dsr-1", "length-told"], app.Notes.Lines);
    }

    private static async Task<string> TellAsync(Dictionary<string, string?> settings, string? inBody, string? resolved = null, bool useResolver = false)
    {
        await using var app = await StartAsync(settings, resolved, useResolver || resolved is not null);

        using var response = await app.SendAsync(Delivery.Fresh(inBody));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return app.Notes.Lines[^1];
    }

    private static Task<WebhookApp> StartAsync(Dictionary<string, string?> settings, string? resolved, bool useResolver) => WebhookApp.StartAsync(new AppPlan
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
