using System.Net;
using Illow.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Illow.AspNetCore.Tests.FailClosed;

/// <summary>
/// Under a verified delivery nothing runs but the handler that it was verified for, and nothing else makes it a handled event.
/// </summary>
public sealed class RunningHandlerTests
{
    private static readonly Dictionary<string, string?> TwoWebhooks = Settings.Of(
        ("a", TestKeys.A, ["dsr.created"]),
        ("b", TestKeys.B, ["dsr.created"]));

    [Fact]
    public async Task LegacyRouting_SeveralActionsOfOneUrl_RunsEachForItsOwnDelivery()
    {
        await using var app = await StartLegacyAsync(typeof(PrivacyController));
        foreach (var (delivery, handler) in new[] { (Delivery.Of(), "a"), (Delivery.Of().By(TestKeys.B), "b") })
        {
            using var first = await app.SendAsync(delivery, "/privacy");
            using var second = await app.SendAsync(delivery, "/privacy");

            Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (first.StatusCode, second.StatusCode));
            Assert.Equal("true", Assert.Single(second.Headers.GetValues("idempotent-replayed")));
            Assert.Equal(handler, app.Notes.Lines[^1]);
        }

        Assert.Equal(["a", "b"], app.Notes.Lines);
        using var unsigned = await app.SendAsync(Delivery.Of().Unsigned(), "/privacy");
        await Problem.AssertAsync(unsigned, HttpStatusCode.Unauthorized, "invalid-signature");
    }

    [Fact]
    public async Task Middleware_InvokesTheOtherWebhooksAction_DoesNotRunIt()
    {
        await using var app = await WebhookApp.StartAsync(
            new AppPlan
            {
                Settings = TwoWebhooks,
                Controllers = [typeof(PrivacyController)],
                After = a =>
                    a.Use(
                        (HttpContext context, RequestDelegate _) =>
                        {
                            var action = context
                                .RequestServices.GetRequiredService<IActionDescriptorCollectionProvider>()
                                .ActionDescriptors.Items.Single(one => one.DisplayName!.Contains(".B ", StringComparison.Ordinal));
                            return context
                                .RequestServices.GetRequiredService<IActionInvokerFactory>()
                                .CreateInvoker(new ActionContext(context, new RouteData(), action))!
                                .InvokeAsync();
                        }),
            });

        await Assert.ThrowsAsync<InvalidOperationException>(() => app.SendAsync(Delivery.Of(), "/privacy"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => app.SendAsync(Delivery.Of(), "/privacy"));

        Assert.Empty(app.Notes.Lines);
    }

    [Fact]
    public async Task LegacyRouting_ChoosesAnActionThatTakesAnEnvelopeUndecorated_BindsNothing()
    {
        await using var app = await StartLegacyAsync(typeof(EnvelopeController));

        await Assert.ThrowsAsync<InvalidOperationException>(() => app.SendAsync(Delivery.Of(), "/privacy"));

        Assert.Empty(app.Notes.Lines);
    }

    [Fact]
    public async Task LegacyRouting_ChoosesAnotherActionAltogether_IsNotHandled()
    {
        await using var app = await StartLegacyAsync(typeof(PlainController));

        using var answer = await app.SendAsync(Delivery.Of(), "/privacy");

        await AssertNotHandledAsync(app, answer);
    }

    [Fact]
    public async Task Middleware_AnswersInPlaceOfTheEndpoint_IsNotHandled()
    {
        var isClosed = true;
        await using var app = await WebhookApp.StartAsync(
            new AppPlan
            {
                After = a => a.Use((context, next) => isClosed ? context.Response.WriteAsync("come again") : next(context)),
                Map = e => e.MapIllowWebhook("dsr.created", (Notes notes) => notes.Add("ran")),
            });

        using var answer = await app.SendAsync(Delivery.Of());
        await AssertNotHandledAsync(app, answer);

        isClosed = false;
        using var retry = await app.SendAsync(Delivery.Of());
        Assert.Equal((HttpStatusCode.OK, 1), (retry.StatusCode, app.Notes.Lines.Count));
    }

    [Fact]
    public async Task Middleware_SetsAnotherEndpoint_IsNotHandled()
    {
        await using var app = await WebhookApp.StartAsync(
            new AppPlan
            {
                After = a =>
                    a.Use(
                        (context, next) =>
                        {
                            context.SetEndpoint(new Endpoint(_ => Task.CompletedTask, null, "another"));
                            return next(context);
                        }),
                Map = e => e.MapIllowWebhook("dsr.created", (Notes notes) => notes.Add("ran")),
            });

        using var answer = await app.SendAsync(Delivery.Of());

        await AssertNotHandledAsync(app, answer);
    }

    [Theory]
    [InlineData("mapped")]
    [InlineData("envelope")]
    [InlineData("action")]
    [InlineData("plain")]
    public async Task Middleware_InvokesAnotherEndpointsDelegate_DoesNotHandleTheDelivery(string target)
    {
        await using var app = await WebhookApp.StartAsync(
            new AppPlan
            {
                Controllers = [typeof(TargetController)],
                After = a =>
                    a.Use(
                        async (HttpContext context, RequestDelegate _) =>
                        {
                            var endpoints = context.RequestServices.GetRequiredService<EndpointDataSource>().Endpoints;
                            await endpoints
                                .OfType<RouteEndpoint>()
                                .Single(endpoint => endpoint.RoutePattern.RawText!.Trim('/') == target)
                                .RequestDelegate!(context);
                        }),
                Map = e =>
                {
                    e.MapIllowWebhook("dsr.created", (Notes notes) => notes.Add("ran"));
                    e.MapIllowWebhook("dsr.created", (Notes notes) => notes.Add("ran mapped"), "/mapped");
                    e.MapPost("/envelope", [IllowWebhook("dsr.created")] (IllowEnvelope _, Notes notes) => notes.Add("ran envelope"));
                    e.MapPost("/plain", () => "plain");
                },
            });

        if (target == "plain")
        {
            using var answer = await app.SendAsync(Delivery.Of());
            await AssertNotHandledAsync(app, answer);
        }
        else
        {
            await Assert.ThrowsAsync<InvalidOperationException>(() => app.SendAsync(Delivery.Of()));
        }

        Assert.Empty(app.Notes.Lines);
    }

    /// <summary>A handler that binds no envelope has no check of its own: the receiver that stands before it looks once more.</summary>
    [Theory]
    [InlineData("twin")]
    [InlineData("other")]
    public async Task Middleware_SetsABareEndpointBeforeASecondReceiver_Throws(string name)
    {
        await using var app = await WebhookApp.StartAsync(
            new AppPlan
            {
                After = a => a.Use(SetOtherEndpoint).UseIllowWebhooks(),
                Map = e =>
                {
                    e.MapIllowWebhook("dsr.created", (Notes notes) => notes.Add("ran")).WithDisplayName("twin");
                    e.MapPost("/other", [IllowWebhook("dsr.created")] (Notes notes) => notes.Add("ran other")).WithDisplayName(name);
                },
            });

        await Assert.ThrowsAsync<InvalidOperationException>(() => app.SendAsync(Delivery.Of()));

        Assert.Empty(app.Notes.Lines);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Middleware_SetsAnEndpointOfTheSameName_Throws(bool mapped)
    {
        await using var app = await WebhookApp.StartAsync(
            new AppPlan
            {
                After = a => a.Use(SetOtherEndpoint),
                Map = e =>
                {
                    e.MapIllowWebhook("dsr.created", (Notes notes) => notes.Add("ran")).WithDisplayName("twin");
                    if (mapped)
                    {
                        e.MapIllowWebhook("dsr.created", (Notes notes) => notes.Add("ran other"), "/other").WithDisplayName("twin");
                    }
                    else
                    {
                        e.MapPost("/other", [IllowWebhook("dsr.created")] (IllowEnvelope _, Notes notes) => notes.Add("ran other"))
                            .WithDisplayName("twin");
                    }
                },
            });

        await Assert.ThrowsAsync<InvalidOperationException>(() => app.SendAsync(Delivery.Of()));

        Assert.Empty(app.Notes.Lines);
    }

    [Fact]
    public async Task Middleware_RunsThePipelineAgain_IsADeliveryOfItsOwn()
    {
        var bodies = new List<long>();
        await using var app = await WebhookApp.StartAsync(
            new AppPlan
            {
                Before = a =>
                    a.Use(
                        async (context, next) =>
                        {
                            try
                            {
                                await next(context);
                            }
                            catch (InvalidOperationException)
                            {
                                await next(context);
                            }
                        }),
                Map = e =>
                    e.MapPost("/webhooks/illow", async context =>
                        {
                            using var body = new MemoryStream();
                            await context.Request.Body.CopyToAsync(body);
                            await context.Request.Body.DisposeAsync();
                            bodies.Add(body.Length);
                            if (bodies.Count == 1)
                            {
                                throw new InvalidOperationException("broke");
                            }
                        })
                        .WithMetadata(new IllowWebhookAttribute("dsr.created")),
            });
        var delivery = Delivery.Of();

        using var first = await app.SendAsync(delivery);
        using var second = await app.SendAsync(delivery);

        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Equal("true", Assert.Single(second.Headers.GetValues("idempotent-replayed")));
        Assert.Equal([delivery.Body.Length, delivery.Body.Length], bodies);
    }

    [Fact]
    public async Task UseIllowWebhooks_Twice_HandlesOnce()
    {
        await using var app = await WebhookApp.StartAsync(
            new AppPlan
            {
                After = a => a.UseIllowWebhooks(),
                Map = e => e.MapIllowWebhook("dsr.created", (Notes notes) => notes.Add("ran")),
            });

        using var answer = await app.SendAsync(Delivery.Of());

        Assert.Equal((HttpStatusCode.OK, 1), (answer.StatusCode, app.Notes.Lines.Count));
    }

    private static async Task AssertNotHandledAsync(WebhookApp app, HttpResponseMessage answer)
    {
        await Problem.AssertAsync(answer, HttpStatusCode.InternalServerError, "not-handled");
        Assert.Contains(app.OwnLogs, record => record.Id.Name == "HandlerDidNotRun");
    }

    private static Task SetOtherEndpoint(HttpContext context, RequestDelegate next)
    {
        var endpoints = context.RequestServices.GetRequiredService<EndpointDataSource>().Endpoints;
        context.SetEndpoint(endpoints.OfType<RouteEndpoint>().Single(endpoint => endpoint.RoutePattern.RawText == "/other"));
        return next(context);
    }

    private static Task<WebhookApp> StartLegacyAsync(Type controller) =>
        WebhookApp.StartAsync(
            new AppPlan
            {
                Settings = TwoWebhooks,
                Controllers = [controller],
                Mvc = options => options.EnableEndpointRouting = false,
                After = a =>
                    a.UseMvc(routes =>
                        routes.MapRoute("legacy", "privacy", new { controller = controller.Name[..^"Controller".Length], action = "Take" })
                    ),
                Map = e =>
                {
                    if (controller != typeof(PrivacyController))
                    {
                        e.MapIllowWebhook("dsr.created", (Notes notes) => notes.Add("ran"), "/privacy");
                    }
                },
            });

    [Route("privacy")]
    public sealed class PrivacyController(Notes notes) : ControllerBase
    {
        [IllowWebhook("dsr.created", Webhook = "a")]
        public void A() => notes.Add("a");

        [IllowWebhook("dsr.created", Webhook = "b"), Consumes("application/json")]
        public void B() => notes.Add("b");
    }

    // Of no route but legacy routing's own
    public sealed class EnvelopeController(Notes notes) : ControllerBase
    {
        public void Take(IllowEnvelope envelope) => notes.Add(envelope.Event);
    }

    public sealed class PlainController : ControllerBase
    {
        public ContentResult Take() => Content("plain");
    }

    public sealed class TargetController(Notes notes) : ControllerBase
    {
        [IllowWebhook("dsr.created"), HttpPost("/action")]
        public void Action() => notes.Add("ran action");
    }
}
