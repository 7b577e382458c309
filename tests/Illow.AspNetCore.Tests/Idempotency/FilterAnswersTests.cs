using System.Net;
using Illow.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace Illow.AspNetCore.Tests.Idempotency;

/// <summary>A filter that answers 2xx without the handler, such as a maintenance page, leaves the event open.</summary>
public sealed class FilterAnswersTests
{
    public static TheoryData<Type> MvcFilters =>
        [typeof(AnswerInAuthorization), typeof(AnswerInResource), typeof(AnswerInAction), typeof(WriteInAction)];

    [Theory]
    [MemberData(nameof(MvcFilters))]
    public async Task MvcFilter_AnswersInTheActionsPlace_IsNotHandled(Type filter)
    {
        await using var app = await WebhookApp.StartAsync(new AppPlan
        {
            Controllers = [typeof(OkController)],
            Mvc = options => options.Filters.Add(filter),
        });

        await AssertOpenAsync(app);
    }

    public static TheoryData<string> Places => ["endpoint", "group", "outer group"];

    [Theory]
    [MemberData(nameof(Places))]
    public async Task EndpointFilter_AnswersInTheHandlersPlace_IsNotHandled(string place)
    {
        await using var app = await StartAsync(
            () => Results.Ok("handled"), place, (_, _) => new ValueTask<object?>(Results.Ok("closed for maintenance")));

        await AssertOpenAsync(app);
    }

    [Fact]
    public async Task EndpointFilter_AcceptsArgumentsThatDoNotBind_IsNotHandled()
    {
        await using var app = await StartAsync(
            (int count) => Results.Ok(count),
            "endpoint",
            async (invocation, next) =>
            {
                await next(invocation);
                return Results.Ok("all is well");
            });

        await AssertOpenAsync(app);
    }

    [Fact]
    public async Task EndpointFilter_RunsTheHandlerAndAnswersItself_IsHandled()
    {
        await using var app = await StartAsync(
            () => Results.Ok("handled"),
            "group",
            async (invocation, next) =>
            {
                await next(invocation);
                return Results.Accepted();
            });

        using var first = await app.SendAsync(Delivery.Of());
        using var second = await app.SendAsync(Delivery.Of());

        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.OK), (first.StatusCode, second.StatusCode));
        Assert.Contains("idempotent-replayed", second.Headers.Select(header => header.Key));
    }

    private static Task<WebhookApp> StartAsync(
        Delegate handler,
        string place,
        Func<EndpointFilterInvocationContext, EndpointFilterDelegate, ValueTask<object?>> filter) => WebhookApp.StartAsync(new AppPlan
        {
            Map = endpoints =>
            {
                var outer = endpoints.MapGroup("/webhooks");
                var group = outer.MapGroup("");
                var handled = group.MapIllowWebhook("dsr.created", handler, "/illow");
                _ = place switch
                {
                    "endpoint" => (object)handled.AddEndpointFilter(filter),
                    "group" => group.AddEndpointFilter(filter),
                    _ => outer.AddEndpointFilter(filter),
                };
            },
        });

    private static async Task AssertOpenAsync(WebhookApp app)
    {
        await NotHandled.AssertAsync(app, Delivery.Of());
        Assert.Contains(app.OwnLogs, record => record.Id.Name == "HandlerDidNotRun");
    }

    public sealed class OkController : ControllerBase
    {
        [IllowWebhook("dsr.created")]
        public IActionResult Receive() => Ok();
    }

    public sealed class AnswerInAuthorization : IAuthorizationFilter
    {
        public void OnAuthorization(AuthorizationFilterContext context) => context.Result = new OkResult();
    }

    public sealed class AnswerInResource : IResourceFilter
    {
        public void OnResourceExecuting(ResourceExecutingContext context) => context.Result = new NoContentResult();

        public void OnResourceExecuted(ResourceExecutedContext context)
        {
        }
    }

    public sealed class AnswerInAction : IActionFilter
    {
        public void OnActionExecuting(ActionExecutingContext context) => context.Result = new ContentResult { Content = "maintenance" };

        public void OnActionExecuted(ActionExecutedContext context)
        {
        }
    }

    public sealed class WriteInAction : IAsyncActionFilter
    {
        public Task OnActionExecutionAsync(ActionExecutingContext context, ActionExecutionDelegate next) =>
            context.HttpContext.Response.WriteAsync("maintenance");
    }
}
