using System.ComponentModel.DataAnnotations;
using System.Net;
using Illow.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.Extensions.DependencyInjection;

namespace Illow.AspNetCore.Tests.Idempotency;

/// <summary>
/// A filter that threw, such as one that commits the handler's work, leaves the event open, even where another filter around it makes
/// an answer of the exception.
/// </summary>
public sealed class SwallowedFilterFailureTests
{
    public static TheoryData<Type, Type> MvcCases => new()
    {
        { typeof(SwallowInResource), typeof(ThrowBeforeResource) },
        { typeof(SwallowInResource), typeof(ThrowAfterResource) },
        { typeof(SwallowInResource), typeof(ThrowBeforeResult) },
        { typeof(SwallowInResource), typeof(ThrowAfterResult) },
        { typeof(SwallowInResult), typeof(ThrowBeforeResult) },
        { typeof(SwallowInResult), typeof(ThrowAfterResult) },
    };

    [Theory]
    [MemberData(nameof(MvcCases))]
    public async Task Filter_ThrowsAndAnotherSwallowsIt_IsNotHandled(Type swallows, Type throws)
    {
        await using var app = await WebhookApp.StartAsync(new AppPlan
        {
            Controllers = [typeof(OkController)],
            Mvc = options =>
            {
                options.Filters.Add(swallows);
                options.Filters.Add(throws);
            },
        });

        await NotHandled.AssertAsync(app, Delivery.Of());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task EndpointFilter_ThrowsAndAnotherSwallowsIt_IsNotHandled(bool before)
    {
        await using var app = await WebhookApp.StartAsync(new AppPlan
        {
            Map = endpoints => endpoints
                .MapGroup("/webhooks")
                .AddEndpointFilter(async (invocation, next) =>
                {
                    try
                    {
                        return await next(invocation);
                    }
                    catch (InvalidOperationException)
                    {
                        return Results.Ok("all is well");
                    }
                })
                .MapIllowWebhook("dsr.created", () => { }, "/illow")
                .AddEndpointFilter((invocation, next) => next(invocation))
                .AddEndpointFilter(async (invocation, next) =>
                {
                    if (!before)
                    {
                        await next(invocation);
                    }

                    throw new InvalidOperationException("broke");
                }),
        });

        await NotHandled.AssertAsync(app, Delivery.Of());
    }

    public static TheoryData<string> Answers => ["object", "empty"];

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task ModelState_InvalidAndItsAnswerIs200_IsNotHandled(string kind)
    {
        await using var app = await WebhookApp.StartAsync(new AppPlan
        {
            Controllers = [typeof(StrictController)],
            Services = services => services.Configure<ApiBehaviorOptions>(options =>
                options.InvalidModelStateResponseFactory = _ =>
                    kind == "empty" ? new EmptyResult() : new OkObjectResult(new { success = false })),
        });

        await NotHandled.AssertAsync(app, Delivery.Of("{}"), "/strict");

        using var valid = await app.SendAsync(Delivery.Of("""{"id":"1"}""", "key-2"), "/strict");
        Assert.Equal(HttpStatusCode.OK, valid.StatusCode);
    }

    public sealed class OkController : ControllerBase
    {
        [IllowWebhook("dsr.created")]
        public IActionResult Receive() => Ok();
    }

    public sealed record Strict
    {
        [Required]
        public string? Id { get; init; }
    }

    [ApiController, Route("strict")]
    public sealed class StrictController : ControllerBase
    {
        [IllowWebhook("dsr.created")]
        public IActionResult Receive(IllowEnvelope<Strict> e) => Ok(e.Event);
    }

    public sealed class SwallowInResource : IAsyncResourceFilter
    {
        public async Task OnResourceExecutionAsync(ResourceExecutingContext context, ResourceExecutionDelegate next)
        {
            var executed = await next();
            executed.ExceptionHandled = executed.Exception is not null;
            context.HttpContext.Response.StatusCode = StatusCodes.Status200OK;
        }
    }

    public sealed class SwallowInResult : IAsyncResultFilter
    {
        public async Task OnResultExecutionAsync(ResultExecutingContext context, ResultExecutionDelegate next)
        {
            var executed = await next();
            executed.ExceptionHandled = executed.Exception is not null;
        }
    }

    public sealed class ThrowBeforeResource : IResourceFilter
    {
        public void OnResourceExecuting(ResourceExecutingContext context) => throw new InvalidOperationException("broke");

        public void OnResourceExecuted(ResourceExecutedContext context)
        {
        }
    }

    public sealed class ThrowAfterResource : IResourceFilter
    {
        public void OnResourceExecuting(ResourceExecutingContext context)
        {
        }

        public void OnResourceExecuted(ResourceExecutedContext context) => throw new InvalidOperationException("broke");
    }

    public sealed class ThrowBeforeResult : IResultFilter
    {
        public void OnResultExecuting(ResultExecutingContext context) => throw new InvalidOperationException("broke");

        public void OnResultExecuted(ResultExecutedContext context)
        {
        }
    }

    public sealed class ThrowAfterResult : IResultFilter
    {
        public void OnResultExecuting(ResultExecutingContext context)
        {
        }

        public void OnResultExecuted(ResultExecutedContext context) => throw new InvalidOperationException("broke");
    }
}
