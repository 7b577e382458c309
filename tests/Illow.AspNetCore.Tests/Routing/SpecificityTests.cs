using System.Net;
using Illow.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Illow.AspNetCore.Tests.Routing;

/// <summary>
/// Several endpoints could take an event: event and webhook before event, before catch-all of a webhook, before catch-all.
/// </summary>
public sealed class SpecificityTests
{
    private static readonly string[] All = ["event+webhook", "event", "webhook", "any"];

    public static TheoryData<string> EveryOrder
    {
        get
        {
            var data = new TheoryData<string>();
            for (var i = 0; i < All.Length; i++)
            {
                data.Add(string.Join(',', All.Skip(i).Concat(All.Take(i))));
                data.Add(string.Join(',', All.Skip(i).Concat(All.Take(i)).Reverse()));
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(EveryOrder))]
    public async Task Choose_WhateverTheOrderOfMapping_TakesTheMostSpecific(string order)
    {
        for (var missing = 0; missing < All.Length; missing++)
        {
            var mapped = order.Split(',').Except(All.Take(missing)).ToList();
            await using var app = await StartAsync(mapped);

            using var response = await app.SendAsync(Delivery.Fresh("a"));

            Assert.Equal([All[missing]], app.Notes.Lines);
        }
    }

    [Theory]
    [InlineData("a", "eu", "event+webhook")]
    [InlineData("b", "eu", "webhook")]
    [InlineData("a", "us", "event")]
    [InlineData("b", "us", "any")]
    [InlineData("A", "us", "any")]
    public async Task Choose_AllMapped_TellsByEventAndWebhook(string @event, string webhook, string expected)
    {
        await using var app = await StartAsync(All);

        using var response = await app.SendAsync(Delivery.Fresh(@event).By(webhook == "eu" ? TestKeys.A : TestKeys.B));

        Assert.Equal([expected], app.Notes.Lines);
    }

    [Theory]
    [InlineData("a", "us")]
    [InlineData("b", "us")]
    public async Task Choose_OnlyAnotherWebhooksEndpoints_401SinceThatKeyIsNoCandidate(string @event, string webhook)
    {
        await using var app = await StartAsync(["event+webhook", "webhook"]);

        using var response = await app.SendAsync(Delivery.Fresh(@event).By(webhook == "eu" ? TestKeys.A : TestKeys.B));

        await Problem.AssertAsync(response, HttpStatusCode.Unauthorized, "invalid-signature");
        Assert.Empty(app.Notes.Lines);
    }

    [Theory]
    [InlineData("Reject", HttpStatusCode.NotFound)]
    [InlineData("Acknowledge", HttpStatusCode.NoContent)]
    public async Task Choose_NobodyTakesTheEvent_IsRejectedOrAcknowledged(string setting, HttpStatusCode status)
    {
        await using var app = await WebhookApp.StartAsync(new AppPlan
        {
            Settings = WebhookApp.DefaultKey.With("Illow:UnhandledEvents", setting),
            Map = e => e.MapIllowWebhook("a", (Notes notes) => notes.Add("ran")),
        });

        using var response = await app.SendAsync(Delivery.Fresh("b"));
        using var unsigned = await app.SendAsync(Delivery.Fresh("b").Unsigned());

        Assert.Equal(status, response.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, unsigned.StatusCode);
        Assert.Empty(app.Notes.Lines);
    }

    [Theory]
    [InlineData("a", "several")]
    [InlineData("b", "several")]
    [InlineData("c", "several")]
    [InlineData("d", "single")]
    [InlineData("e", "rest")]
    public async Task Choose_ActionsOfOneController_EachTakesItsOwn(string @event, string expected)
    {
        await using var app = await WebhookApp.StartAsync(new AppPlan { Controllers = [typeof(SeveralController)] });

        using var response = await app.SendAsync(Delivery.Fresh(@event), "/several");

        Assert.Equal([expected + " " + @event], app.Notes.Lines);
    }

    private static Task<WebhookApp> StartAsync(IEnumerable<string> mapped) => WebhookApp.StartAsync(new AppPlan
    {
        Settings = Settings.Of(("eu", TestKeys.A, []), ("us", TestKeys.B, [])),
        Map = e =>
        {
            foreach (var one in mapped)
            {
                MapOne(e, one);
            }
        },
    });

    private static void MapOne(IEndpointRouteBuilder e, string which) =>
        e.MapPost("/webhooks/illow", (Notes notes) => notes.Add(which)).WithMetadata(which switch
        {
            "event+webhook" => new IllowWebhookAttribute("a") { Webhook = "EU" },
            "event" => new IllowWebhookAttribute("a"),
            "webhook" => new IllowWebhookAttribute { Webhook = "eu" },
            _ => new IllowWebhookAttribute(),
        });

    [Route("several")]
    public sealed class SeveralController(Notes notes) : ControllerBase
    {
        [IllowWebhook("a", "b"), IllowWebhook("c")]
        public void Several(IllowEnvelope e) => notes.Add("several " + e.Event);

        [IllowWebhook("d")]
        public void Other(IllowEnvelope e) => notes.Add("single " + e.Event);

        [IllowWebhook]
        public void Rest(IllowEnvelope e) => notes.Add("rest " + e.Event);
    }
}
