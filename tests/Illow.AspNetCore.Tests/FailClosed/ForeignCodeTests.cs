using Illow.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ApplicationModels;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Illow.AspNetCore.Tests.FailClosed;

/// <summary>The application's own code meddles with endpoints, features and MVC's model: still nothing unverified runs.</summary>
public sealed class ForeignCodeTests
{
    public static TheoryData<string> Handlers => ["mapped", "attribute", "envelope", "ForeignCodeTests+TargetController.Action"];

    [Theory]
    [MemberData(nameof(Handlers))]
    public async Task SetEndpoint_BeforeTheMiddleware_Throws(string handler)
    {
        await using var app = await StartAsync(a => a.Use((context, next) => SetEndpointAsync(context, next, handler)), null);

        await Assert.ThrowsAsync<InvalidOperationException>(() => app.SendAsync(Delivery.Fresh("a").Unsigned(), "/plain"));

        Assert.Empty(app.Notes.Lines);
    }

    [Theory]
    [InlineData("mapped")]
    [InlineData("envelope")]
    [InlineData("ForeignCodeTests+TargetController.Action")]
    public async Task SetEndpoint_AfterTheMiddleware_Throws(string handler)
    {
        await using var app = await StartAsync(null, a => a.Use((context, next) => SetEndpointAsync(context, next, handler)));

        await Assert.ThrowsAsync<InvalidOperationException>(() => app.SendAsync(Delivery.Fresh("a").Unsigned(), "/plain"));

        Assert.Empty(app.Notes.Lines);
    }

    [Theory]
    [InlineData("mapped")]
    [InlineData("envelope")]
    [InlineData("ForeignCodeTests+TargetController.Action")]
    public async Task SetEndpoint_VerifiedForAnother_Throws(string handler)
    {
        await using var app = await StartAsync(null, a => a.Use((context, next) => SetEndpointAsync(context, next, handler)));

        await Assert.ThrowsAsync<InvalidOperationException>(() => app.SendAsync(Delivery.Fresh("other"), "/other"));

        Assert.Empty(app.Notes.Lines);
    }

    [Fact]
    public async Task Feature_Forged_DoesNotCount()
    {
        await using var app = await StartAsync(null, a => a.Use((context, next) =>
        {
            context.Features.Set<IIllowWebhookFeature>(new Forged());
            return SetEndpointAsync(context, next, "envelope");
        }));

        await Assert.ThrowsAsync<InvalidOperationException>(() => app.SendAsync(Delivery.Fresh("a").Unsigned(), "/plain"));

        Assert.Empty(app.Notes.Lines);
    }

    public static TheoryData<string> Conventions => ["prefix", "another selector", "filters cleared", "metadata cleared", "constraints cleared", "route removed"];

    [Theory]
    [MemberData(nameof(Conventions))]
    public async Task Convention_ChangesTheDecoratedAction_NothingUnsignedRuns(string what)
    {
        await using var app = await WebhookApp.StartAsync(new AppPlan
        {
            Controllers = [typeof(TargetController)],
            MapControllers = false,
            Mvc = o => o.Conventions.Add(new Meddling(what)),
            Map = e => e.MapControllerRoute("default", "{controller}/{action}"),
        });

        foreach (var url in new[] { "/action", "/extra", "/api/action", "/webhooks/illow", "/Target/Action" })
        {
            foreach (var method in new[] { "POST", "post", "GET" })
            {
                await Record.ExceptionAsync(() => app.Client.SendAsync(Delivery.Fresh("a").Unsigned().To(url, new HttpMethod(method))));
            }
        }

        Assert.Empty(app.Notes.Lines);
    }

    [Theory]
    [InlineData("prefix", "/action")]
    [InlineData("another selector", "/action")]
    [InlineData("another selector", "/extra")]
    [InlineData("filters cleared", "/action")]
    [InlineData("metadata cleared", "/action")]
    [InlineData("constraints cleared", "/action")]
    public async Task Convention_ChangesTheDecoratedAction_SignedRuns(string what, string url)
    {
        await using var app = await WebhookApp.StartAsync(new AppPlan { Controllers = [typeof(TargetController)], Mvc = o => o.Conventions.Add(new Meddling(what)) });

        using var response = await app.SendAsync(Delivery.Fresh("a"), url);

        Assert.Equal(["ran"], app.Notes.Lines);
    }

    [Fact]
    public async Task ShortCircuit_OnADecoratedEndpoint_Throws()
    {
        await using var app = await WebhookApp.StartAsync(new AppPlan { Map = e => e.MapIllowWebhook("a", (Notes notes) => notes.Add("ran")).ShortCircuit() });

        await Assert.ThrowsAsync<InvalidOperationException>(() => app.SendAsync(Delivery.Fresh().Unsigned()));

        Assert.Empty(app.Notes.Lines);
    }

    private static Task SetEndpointAsync(HttpContext context, RequestDelegate next, string handler)
    {
        var endpoints = context.RequestServices.GetRequiredService<EndpointDataSource>().Endpoints;
        context.SetEndpoint(endpoints.Single(endpoint => endpoint.DisplayName!.Contains(handler, StringComparison.Ordinal)));
        return next(context);
    }

    private static Task<WebhookApp> StartAsync(Action<WebApplication>? before, Action<WebApplication>? after) => WebhookApp.StartAsync(new AppPlan
    {
        Controllers = [typeof(TargetController)],
        Before = before,
        After = after,
        Map = e =>
        {
            e.MapPost("/plain", () => "plain");
            e.MapIllowWebhook("a", (Notes notes) => notes.Add("ran"), "/1").WithDisplayName("mapped");
            e.MapPost("/2", [IllowWebhook("a")] (Notes notes) => notes.Add("ran")).WithDisplayName("attribute");
            e.MapPost("/3", [IllowWebhook("a")] (IllowEnvelope _, Notes notes) => notes.Add("ran")).WithDisplayName("envelope");
            e.MapIllowWebhook("other", () => { }, "/other").WithDisplayName("/o");
        },
    });

    private sealed class Forged : IIllowWebhookFeature
    {
        public IllowEnvelope Envelope => null!;

        public IllowClaim? Claim => null;
    }

    private sealed class Meddling(string what) : IActionModelConvention
    {
        public void Apply(ActionModel action)
        {
            switch (what)
            {
                case "prefix":
                    foreach (var selector in action.Controller.Selectors)
                    {
                        selector.AttributeRouteModel = new AttributeRouteModel { Template = "api" };
                    }

                    break;
                case "another selector":
                    action.Selectors.Add(new SelectorModel { AttributeRouteModel = new AttributeRouteModel { Template = "/extra" } });
                    break;
                case "filters cleared":
                    action.Filters.Clear();
                    break;
                case "metadata cleared":
                    action.Selectors[0].EndpointMetadata.Clear();
                    break;
                case "constraints cleared":
                    action.Selectors[0].ActionConstraints.Clear();
                    break;
                default:
                    action.Selectors[0].AttributeRouteModel = null;
                    break;
            }
        }
    }

    public sealed class TargetController(Notes notes) : ControllerBase
    {
        [IllowWebhook("a"), HttpPost("/action")]
        public void Action() => notes.Add("ran");
    }
}
