using System.Net;
using Illow.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Illow.AspNetCore.Tests.Routing;

/// <summary>
/// Endpoints that share a URL, or nearly: who merges, who does not, and that metadata of one does not lose another its events.
/// </summary>
public sealed class SharedUrlTests
{
    [Theory]
    [InlineData("application/json")]
    [InlineData("application/vnd.illow+json")]
    [InlineData("text/x+json")]
    [InlineData("application/json; charset=utf-8")]
    public async Task Url_OneEndpointBindsTheBody_EveryJsonTypeReachesBoth(string contentType)
    {
        await using var app = await StartAsync(e =>
        {
            e.MapIllowWebhook("body", ([FromBody] Dictionary<string, object> body, Notes notes) => notes.Add("body " + body.Count));
            e.MapIllowWebhook("none", (Notes notes) => notes.Add("none"));
        });

        foreach (var @event in new[] { "body", "none" })
        {
            using var response = await app.SendAsync(Delivery.Fresh(@event) with { ContentType = contentType });
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        Assert.Equal(["body 5", "none"], app.Notes.Lines);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("")]
    public async Task Url_EndpointThatBindsTheBody_OtherTypesAre415(string contentType)
    {
        await using var app = await StartAsync(e =>
            e.MapIllowWebhook("body", ([FromBody] Dictionary<string, object> body, Notes notes) => notes.Add("ran")));

        using var response = await app.SendAsync(Delivery.Fresh("body") with { ContentType = contentType });

        await Problem.AssertAsync(response, HttpStatusCode.UnsupportedMediaType, "unsupported-media-type");
        Assert.Empty(app.Notes.Lines);
    }

    [Fact]
    public async Task Url_MvcActionThatConsumes_MergesWithOneThatDoesNot()
    {
        await using var app = await WebhookApp.StartAsync(new AppPlan { Controllers = [typeof(ConsumingController)] });

        foreach (var @event in new[] { "a", "b" })
        {
            using var response = await app.SendAsync(Delivery.Fresh(@event), "/consuming");
            Assert.Equal(@event, app.Notes.Lines[^1]);
        }
    }

    [Fact]
    public async Task Url_MvcAndMinimal_MergeAndAreToldApartByTheEvent()
    {
        await using var app = await WebhookApp.StartAsync(new AppPlan
        {
            Controllers = [typeof(ConsumingController)],
            Map = e => e.MapIllowWebhook("c", (Notes notes) => notes.Add("c"), "/consuming"),
        });

        foreach (var @event in new[] { "a", "c", "b" })
        {
            using var response = await app.SendAsync(Delivery.Fresh(@event), "/consuming");
            Assert.Equal(@event, app.Notes.Lines[^1]);
        }
    }

    [Fact]
    public async Task Url_LiteralAndParameter_DoNotMerge()
    {
        await using var app = await StartAsync(e =>
        {
            e.MapIllowWebhook("a", (Notes notes) => notes.Add("literal"), "/hooks/one");
            e.MapIllowWebhook("b", (Notes notes) => notes.Add("parameter"), "/hooks/{name}");
        });

        using var literal = await app.SendAsync(Delivery.Fresh("b"), "/hooks/one");
        using var parameter = await app.SendAsync(Delivery.Fresh("b"), "/hooks/two");

        await Problem.AssertAsync(literal, HttpStatusCode.NotFound, "unhandled-event");
        Assert.Equal(["parameter"], app.Notes.Lines);
    }

    [Theory]
    [InlineData("/hooks/7", "number")]
    [InlineData("/hooks/seven", "text")]
    public async Task Url_ConstrainedParameters_EachTakesItsOwn(string url, string expected)
    {
        await using var app = await StartAsync(e =>
        {
            e.MapIllowWebhook("a", (int id, Notes notes) => notes.Add("number"), "/hooks/{id:int}");
            e.MapIllowWebhook("a", (string id, Notes notes) => notes.Add("text"), "/hooks/{id}");
        });

        using var response = await app.SendAsync(Delivery.Fresh("a"), url);

        Assert.Equal([expected], app.Notes.Lines);
    }

    [Fact]
    public async Task Url_ConstraintNotMet_404AndNothingRuns()
    {
        await using var app = await StartAsync(e => e.MapIllowWebhook("a", (Notes notes) => notes.Add("ran"), "/hooks/{id:int}"));

        using var response = await app.SendAsync(Delivery.Fresh("a"), "/hooks/seven");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Empty(app.Notes.Lines);
    }

    [Theory]
    [InlineData("a.example", "first")]
    [InlineData("b.example", "second")]
    public async Task Url_RequireHost_EachHostItsOwn(string host, string expected)
    {
        await using var app = await StartAsync(e =>
        {
            e.MapIllowWebhook("a", (Notes notes) => notes.Add("first")).RequireHost("a.example");
            e.MapIllowWebhook("a", (Notes notes) => notes.Add("second")).RequireHost("b.example");
        });

        using var response = await app.Client.SendAsync(Delivery.Fresh("a").To($"http://{host}/webhooks/illow"));
        using var get = await app.Client.GetAsync($"http://{host}/webhooks/illow");
        using var other = await app.Client.SendAsync(Delivery.Fresh("a").To("http://c.example/webhooks/illow"));

        Assert.Equal([expected], app.Notes.Lines);
        await Problem.AssertAsync(get, HttpStatusCode.MethodNotAllowed, "method-not-allowed");
        Assert.Equal(HttpStatusCode.NotFound, other.StatusCode);
    }

    [Fact]
    public async Task Url_UndecoratedCatchAllPost_DoesNotGetTheDelivery()
    {
        await using var app = await StartAsync(e =>
        {
            e.MapIllowWebhook("a", (Notes notes) => notes.Add("webhook"));
            e.MapPost("/{**rest}", (Notes notes) => notes.Add("catch-all"));
        });

        using var unsigned = await app.SendAsync(Delivery.Fresh("a").Unsigned());
        using var signed = await app.SendAsync(Delivery.Fresh("a"));
        using var elsewhere = await app.SendAsync(Delivery.Fresh("a"), "/elsewhere");

        await Problem.AssertAsync(unsigned, HttpStatusCode.Unauthorized, "invalid-signature");
        Assert.Equal(["webhook", "catch-all"], app.Notes.Lines);
    }

    private static Task<WebhookApp> StartAsync(Action<IEndpointRouteBuilder> map) => WebhookApp.StartAsync(new AppPlan { Map = map });

    [Route("consuming")]
    public sealed class ConsumingController(Notes notes) : ControllerBase
    {
        [IllowWebhook("a"), Consumes("application/json")]
        public void A() => notes.Add("a");

        [IllowWebhook("b")]
        public void B() => notes.Add("b");
    }
}
