using Illow.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Illow.AspNetCore.Tests.Mvc;

/// <summary>Several endpoints share a URL: the route values, and the links made with them, are those of the one that runs.</summary>
public sealed class RouteValueTests
{
    [Theory]
    [InlineData("one", "action=One area=admin controller=First")]
    [InlineData("two", "action=Two controller=Second")]
    [InlineData("three", "action=Three area=shop controller=Third")]
    [InlineData("minimal", "")]
    public async Task RouteValues_EndpointsOfOneUrl_AreThoseOfTheChosen(string @event, string expected)
    {
        await using var app = await StartAsync();

        using var response = await app.SendAsync(Delivery.Fresh(@event));

        Assert.Equal(expected, string.Join(' ', app.Notes.Lines[^1].Split(' ').Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task RouteValues_RouteParameter_IsKept()
    {
        await using var app = await StartAsync();

        foreach (var @event in new[] { "one", "two", "minimal" })
        {
            using var response = await app.SendAsync(Delivery.Fresh(@event), "/tenants/acme/hook");
            Assert.Contains("tenant=acme", app.Notes.Lines[^1], StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task CreatedAtAction_FromADecoratedAction_LinksToTheOtherAction()
    {
        await using var app = await StartAsync();

        using var response = await app.SendAsync(Delivery.Fresh("two"));

        Assert.Equal("/requests/dsr-1", response.Headers.Location?.AbsolutePath);
    }

    [Fact]
    public async Task UrlAction_ToADecoratedAction_IsItsUrl()
    {
        await using var app = await StartAsync();

        Assert.Equal("/webhooks/illow", await app.Client.GetStringAsync("/requests/link"));
    }

    private static Task<WebhookApp> StartAsync() => WebhookApp.StartAsync(new AppPlan
    {
        Controllers = [typeof(FirstController), typeof(SecondController), typeof(ThirdController), typeof(RequestsController)],
        Map = e =>
        {
            // Without a leading slash, as MVC writes its patterns: routing then puts the first controller's endpoint first
            e.MapIllowWebhook("minimal", (HttpContext context, Notes notes) => notes.Add(ValuesOf(context)), "webhooks/illow");
            e.MapIllowWebhook("minimal", (HttpContext context, Notes notes) => notes.Add(ValuesOf(context)), "tenants/{Tenant}/hook");
        },
    });

    private static string ValuesOf(HttpContext context) =>
        string.Join(' ', context.Request.RouteValues.Select(v => $"{v.Key.ToLowerInvariant()}={v.Value}"));

    [Area("admin")]
    public sealed class FirstController(Notes notes) : ControllerBase
    {
        [IllowWebhook("one"), HttpPost("/webhooks/illow"), HttpPost("/tenants/{tenant}/hook")]
        public void One() => notes.Add(ValuesOf(HttpContext));
    }

    public sealed class SecondController(Notes notes) : ControllerBase
    {
        [IllowWebhook("two"), HttpPost("/webhooks/illow"), HttpPost("/tenants/{tenant}/hook")]
        public IActionResult Two(IllowEnvelope<DsrCreated> e)
        {
            notes.Add(ValuesOf(HttpContext));
            return CreatedAtAction(nameof(RequestsController.Show), "Requests", new { id = e.Metadata.Id }, null);
        }
    }

    [Area("shop")]
    public sealed class ThirdController(Notes notes) : ControllerBase
    {
        [IllowWebhook("three")]
        public void Three() => notes.Add(ValuesOf(HttpContext));
    }

    public sealed class RequestsController : ControllerBase
    {
        [HttpGet("/requests/{id}")]
        public IActionResult Show(string id) => Ok(id);

        [HttpGet("/requests/link")]
        public string? Link() => Url.Action("Three", "Third", new { area = "shop" });
    }
}
