using Illow.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Illow.AspNetCore.Tests.FailClosed;

/// <summary>The application's own code meddles with endpoints and features: still nothing unverified runs.</summary>
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

    [Fact]
    public async Task ShortCircuit_OnADecoratedEndpoint_Throws()
    {
        await using var app = await WebhookApp.StartAsync(
            new AppPlan { Map = e => e.MapIllowWebhook("a", (Notes notes) => notes.Add("ran")).ShortCircuit() });

        await Assert.ThrowsAsync<InvalidOperationException>(() => app.SendAsync(Delivery.Fresh().Unsigned()));

        Assert.Empty(app.Notes.Lines);
    }

    private static Task SetEndpointAsync(HttpContext context, RequestDelegate next, string handler)
    {
        var endpoints = context.RequestServices.GetRequiredService<EndpointDataSource>().Endpoints;
        context.SetEndpoint(endpoints.Single(endpoint => endpoint.DisplayName!.Contains(handler, StringComparison.Ordinal)));
        return next(context);
    }

    private static Task<WebhookApp> StartAsync(Action<WebApplication>? before, Action<WebApplication>? after) =>
        WebhookApp.StartAsync(
            new AppPlan
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

    public sealed class TargetController(Notes notes) : ControllerBase
    {
        [IllowWebhook("a"), HttpPost("/action")]
        public void Action() => notes.Add("ran");
    }
}
