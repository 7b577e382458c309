using System.Net;
using Illow.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Routing;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Illow.AspNetCore.Tests.Routing;

/// <summary>
/// Beside a dynamic route the graph's policies do not run and candidates are replaced one request at a time: with the same answers.
/// </summary>
public sealed class DynamicRouteTests
{
    public static TheoryData<string> Urls => ["/webhooks/illow", "/action", "/minimal", "/two", "/anything", "/Target/Action"];

    [Theory]
    [MemberData(nameof(Urls))]
    public async Task Dynamic_SelectsADecoratedAction_UnsignedNeverRuns(string url)
    {
        await using var app = await StartAsync(new RouteValueDictionary { ["controller"] = "Target", ["action"] = "Default" });

        foreach (var method in new[] { "POST", "post", "GET", "PUT", "OPTIONS" })
        {
            using var response = await app.Client.SendAsync(Delivery.Fresh("a").Unsigned().To(url, new HttpMethod(method)));
            Assert.True(
                response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.MethodNotAllowed or HttpStatusCode.NotFound,
                $"{method} {url} {response.StatusCode}");
        }

        Assert.Empty(app.Notes.Lines);
    }

    [Theory]
    [MemberData(nameof(Urls))]
    public async Task Dynamic_NoMiddleware_NothingRuns(string url)
    {
        await using var app = await StartAsync(new RouteValueDictionary { ["controller"] = "Target", ["action"] = "Default" }, use: false);

        await Record.ExceptionAsync(() => app.SendAsync(Delivery.Fresh("a"), url));

        Assert.Empty(app.Notes.Lines);
    }

    [Theory]
    [InlineData("/webhooks/illow", "a", "default")]
    [InlineData("/action", "a", "action")]
    [InlineData("/minimal", "a", "minimal")]
    [InlineData("/two", "a", "two a")]
    [InlineData("/two", "b", "two b")]
    [InlineData("/shared", "a", "shared")]
    public async Task Dynamic_SignedDeliveryToARouteOfItsOwn_Runs(string url, string @event, string expected)
    {
        await using var app = await StartAsync(new RouteValueDictionary { ["controller"] = "Plain", ["action"] = "Page" });

        using var response = await app.SendAsync(Delivery.Fresh(@event), url);

        Assert.Equal([expected], app.Notes.Lines);
    }

    [Theory]
    [InlineData("/webhooks/illow")]
    [InlineData("/two")]
    public async Task Dynamic_OtherMethodThatNothingTakes_405UnderAFallbackPolicy(string url)
    {
        await using var app = await StartAsync(null);

        using var response = await app.Client.SendAsync(Delivery.Fresh().To(url, HttpMethod.Put));

        await Problem.AssertAsync(response, HttpStatusCode.MethodNotAllowed, "method-not-allowed");
        Assert.Equal(["POST"], response.Content.Headers.Allow);
    }

    [Theory]
    [InlineData("/webhooks/illow", "page")]
    [InlineData("/elsewhere", "page")]
    [InlineData("/shared", "sibling")]
    public async Task Dynamic_OtherMethodThatItTakes_IsItsOwn(string url, string expected)
    {
        await using var app = await StartAsync(new RouteValueDictionary { ["controller"] = "Plain", ["action"] = "Page" });

        Assert.Equal(expected, await app.Client.GetStringAsync(url));
    }

    private static Task<WebhookApp> StartAsync(RouteValueDictionary? target, bool use = true) => WebhookApp.StartAsync(new AppPlan
    {
        UseWebhooks = use,
        Controllers = [typeof(TargetController), typeof(PlainController)],
        Services = s =>
        {
            s.AddSingleton(new Transformer(target));
            s.AddAuthentication("nobody").AddScheme<AuthenticationSchemeOptions, NobodyHandler>("nobody", null);
            s.AddAuthorization(o => o.FallbackPolicy = o.DefaultPolicy);
        },
        Map = e =>
        {
            e.MapDynamicControllerRoute<Transformer>("{**slug}");
            e.MapIllowWebhook("a", (Notes notes) => notes.Add("minimal"), "/minimal");
            e.MapIllowWebhook("a", (Notes notes) => notes.Add("two a"), "/two");
            e.MapIllowWebhook("b", (Notes notes) => notes.Add("two b"), "/two");
            e.MapIllowWebhook("a", (Notes notes) => notes.Add("shared"), "/shared");
            e.MapGet("/shared", () => "sibling").AllowAnonymous();
        },
    });

    internal sealed class Transformer(RouteValueDictionary? target) : DynamicRouteValueTransformer
    {
        public override ValueTask<RouteValueDictionary> TransformAsync(HttpContext httpContext, RouteValueDictionary values) =>
            new(target!);
    }

    public sealed class TargetController(Notes notes) : ControllerBase
    {
        [IllowWebhook("a")]
        public void Default() => notes.Add("default");

        [IllowWebhook("a"), HttpPost("/action")]
        public void Action() => notes.Add("action");
    }

    public sealed class PlainController : ControllerBase
    {
        [Microsoft.AspNetCore.Authorization.AllowAnonymous]
        public IActionResult Page() => Content("page");
    }
}
