using System.Net;
using Illow.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Illow.AspNetCore.Tests.Idempotency;

/// <summary>A handler that threw has not handled its event, whoever swallows the exception on its way out.</summary>
public sealed class HandlerFailureTests
{
    private static readonly Dictionary<string, Action<MvcOptions>> Filters = new()
    {
        ["exception filter"] = options => options.Filters.Add(new AnswerException()),
        ["exception filter, asynchronous"] = options => options.Filters.Add(new AnswerExceptionAsync()),
        ["exception filter, last of all"] = options => options.Filters.Add(new Last(new AnswerException())),
        ["action filter"] = options => options.Filters.Add(new AnswerAction()),
        ["action filter, asynchronous"] = options => options.Filters.Add(new AnswerActionAsync()),
        ["action filter, last of all"] = options => options.Filters.Add(new Last(new AnswerAction())),
        ["action filter that forgets the exception"] = options => options.Filters.Add(new ForgetException()),
        ["resource filter"] = options => options.Filters.Add(new AnswerResource()),
        ["result filter"] = options => options.Filters.Add(new WebhookProblemResult()),
    };

    public static TheoryData<string, string> MvcCases
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var filter in Filters.Keys)
            {
                // A result filter sees nothing but the result
                foreach (var place in filter == "result filter" ? ["result"] : filter.StartsWith("action", StringComparison.Ordinal) ? ["action"] : new[] { "action", "constructor" })
                {
                    data.Add(filter, place);
                }
            }

            data.Add("resource filter", "result");
            data.Add("exception filter", "filter");
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(MvcCases))]
    public async Task Action_FailsAndAFilterAnswers200_IsNotHandled(string filter, string place)
    {
        await using var app = await WebhookApp.StartAsync(new AppPlan
        {
            Controllers = [typeof(FailingController)],
            Mvc = options =>
            {
                Filters[filter](options);
                if (place == "filter")
                {
                    options.Filters.Add(new FailingFilter());
                }
            },
            Services = services => services.AddSingleton(new Failing(place)),
        });

        await AssertRetryIsHandledAsync(app);
    }

    public static TheoryData<string> Endpoints => ["filter", "filter of the group", "filter added later", "result", "bare filter, result", "bare handler", "bare lambda"];

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task MinimalEndpoint_FailsAndOtherCodeAnswers200_IsNotHandled(string way)
    {
        await using var app = await WebhookApp.StartAsync(new AppPlan
        {
            Services = services => services.AddSingleton(new Failing("action")),
            After = a => a.Use(async (context, next) =>
            {
                try
                {
                    await next(context);
                }
                catch (Exception exception) when (!way.StartsWith("filter", StringComparison.Ordinal) && exception is not OperationCanceledException)
                {
                    context.Response.StatusCode = 200;
                    await context.Response.WriteAsync("all is well");
                }
            }),
            Map = e => Map(e, way),
        });

        await AssertRetryIsHandledAsync(app);
    }

    [Theory]
    [InlineData("filter")]
    [InlineData("middleware")]
    public async Task Handler_FailsAndIsRunAgainWithin_IsHandledOnce(string by)
    {
        await using var app = await WebhookApp.StartAsync(new AppPlan
        {
            Services = services => services.AddSingleton(new Failing("action")),
            After = a => a.Use(async (context, next) =>
            {
                try
                {
                    await next(context);
                }
                catch (InvalidOperationException) when (by == "middleware")
                {
                    await next(context);
                }
            }),
            Map = e =>
            {
                var mapped = e.MapIllowWebhook("dsr.created", (Failing failing) => Results.Text(failing.Run("action")));
                if (by == "filter")
                {
                    mapped.AddEndpointFilter(async (invocation, next) =>
                    {
                        try
                        {
                            return await next(invocation);
                        }
                        catch (InvalidOperationException)
                        {
                            return await next(invocation);
                        }
                    });
                }
            },
        });
        var delivery = Delivery.Of();

        using var first = await app.SendAsync(delivery);
        using var second = await app.SendAsync(delivery);

        Assert.Equal((HttpStatusCode.OK, "run 2"), (first.StatusCode, await first.Content.ReadAsStringAsync()));
        Assert.Equal("true", Assert.Single(second.Headers.GetValues("idempotent-replayed")));
    }

    [Fact]
    public async Task Handler_FailsAndAFilterAnswersNo2xx_ThatAnswerLeavesAndTheEventStaysOpen()
    {
        await using var app = await WebhookApp.StartAsync(new AppPlan
        {
            Controllers = [typeof(FailingController)],
            Mvc = options => options.Filters.Add(new AnswerException { Status = 409 }),
            Services = services => services.AddSingleton(new Failing("action")),
        });
        var delivery = Delivery.Of();

        using var first = await app.SendAsync(delivery);
        using var second = await app.SendAsync(delivery);

        Assert.Equal((HttpStatusCode.Conflict, "all is well"), (first.StatusCode, await first.Content.ReadAsStringAsync()));
        Assert.Equal(HttpStatusCode.OK, second.StatusCode);
        AssertLine(app, "failed, status 409", LogLevel.Error);
    }

    [Fact]
    public async Task Handler_FailsInTransaction_IsRolledBack()
    {
        var commits = new List<bool>();
        var store = new ScriptedTransactionalStore
        {
            OnExecute = async handler =>
            {
                commits.Add(await handler(ScriptedTransactionalStore.Claim));
                return IllowClaimResult.Claimed(ScriptedTransactionalStore.Claim);
            },
        };
        await using var app = await WebhookApp.StartAsync(new AppPlan
        {
            Controllers = [typeof(FailingController)],
            Mvc = options => options.Filters.Add(new AnswerException()),
            Services = services => services.AddSingleton(new Failing("action")).AddSingleton<IIllowIdempotencyStore>(store),
        });

        using var first = await app.SendAsync(Delivery.Of());
        using var second = await app.SendAsync(Delivery.Of());

        await Problem.AssertAsync(first, HttpStatusCode.InternalServerError, "not-handled");
        Assert.Equal(HttpStatusCode.OK, second.StatusCode);
        Assert.Equal([false, true], commits);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Handler_FailsWithoutIdempotency_IsNo2xx(bool written)
    {
        await using var app = await WebhookApp.StartAsync(new AppPlan
        {
            Kestrel = true,
            After = a => a.Use(async (context, next) =>
            {
                try
                {
                    await next(context);
                }
                catch (InvalidOperationException)
                {
                    // Swallowed: the status stays 200
                }
            }),
            Map = e => e.MapPost("/webhooks/illow", async context =>
            {
                if (written)
                {
                    await context.Response.WriteAsync("half an ans");
                }

                throw new InvalidOperationException("broke");
            }).WithMetadata(new IllowWebhookAttribute("dsr.created") { Idempotent = false }),
        });

        if (written)
        {
            // The status is on the wire, so all that is left is not to end the answer
            await Assert.ThrowsAnyAsync<HttpRequestException>(() => app.SendAsync(Delivery.Of()));
        }
        else
        {
            using var answer = await app.SendAsync(Delivery.Of());
            await Problem.AssertAsync(answer, HttpStatusCode.InternalServerError, "not-handled");
        }
    }

    [Fact]
    public async Task Handler_FailsAndAFilterHasDeclaredALength_TheProblemHasItsOwn()
    {
        await using var app = await WebhookApp.StartAsync(new AppPlan
        {
            Kestrel = true,
            Services = services => services.AddProblemDetails().AddSingleton(new Failing("action")),
            Controllers = [typeof(FailingController)],
            Mvc = options => options.Filters.Add(new AnswerException { Length = 11 }),
        });

        using var answer = await app.SendAsync(Delivery.Of());

        await Problem.AssertAsync(answer, HttpStatusCode.InternalServerError, "not-handled");
    }

    [Fact]
    public async Task Handler_Throws_IsLoggedAsFailedWithoutAStatus()
    {
        await using var app = await WebhookApp.StartAsync(new AppPlan
        {
            Before = a => a.UseExceptionHandler(error => error.Run(_ => Task.CompletedTask)),
            Services = services => services.AddSingleton(new Failing("action")),
            Map = e => e.MapIllowWebhook("dsr.created", (Failing failing) => failing.Run("action")),
        });

        using var answer = await app.SendAsync(Delivery.Of());

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        AssertLine(app, "failed, status none", LogLevel.Error);
    }

    [Theory]
    [InlineData(200, "handled, status 200", LogLevel.Information)]
    [InlineData(404, "declined, status 404", LogLevel.Warning)]
    public async Task Handler_Answers_IsLoggedWithItsStatus(int status, string line, LogLevel level)
    {
        await using var app = await WebhookApp.StartAsync(new AppPlan { Map = e => e.MapIllowWebhook("dsr.created", () => Results.StatusCode(status)) });

        using var answer = await app.SendAsync(Delivery.Of());

        AssertLine(app, line, level);
    }

    private static void AssertLine(WebhookApp app, string text, LogLevel level)
    {
        var line = app.OwnLogs.First(record => record.Id.Id == 10);
        Assert.Contains(text, line.Message, StringComparison.Ordinal);
        Assert.Equal(level, line.Level);
    }

    private static async Task AssertRetryIsHandledAsync(WebhookApp app)
    {
        var delivery = Delivery.Of();

        using var first = await app.SendAsync(delivery);
        await Problem.AssertAsync(first, HttpStatusCode.InternalServerError, "not-handled");
        Assert.False(first.Headers.Contains("x-swallowed"));
        AssertLine(app, "failed, status 500", LogLevel.Error);
        Assert.Contains(app.OwnLogs, record => record.Id.Name == "FailureSwallowed" && record.Message.Contains("InvalidOperationException", StringComparison.Ordinal));

        using var second = await app.SendAsync(delivery);
        Assert.Equal(HttpStatusCode.OK, second.StatusCode);
        Assert.False(second.Headers.Contains("idempotent-replayed"));
    }

    private static void Map(IEndpointRouteBuilder endpoints, string way)
    {
        const string Path = "/webhooks/illow";
        var declaration = new IllowWebhookAttribute("dsr.created");
        switch (way)
        {
            case "filter":
                endpoints.MapIllowWebhook("dsr.created", (Failing failing) => failing.Run("action")).AddEndpointFilter(AnswerAsync);
                break;
            case "filter of the group":
                endpoints.MapGroup("/webhooks").AddEndpointFilter(AnswerAsync).MapIllowWebhook("dsr.created", (Failing failing) => failing.Run("action"), "/illow");
                break;
            case "filter added later":
                endpoints.MapIllowWebhook("dsr.created", (Failing failing) => failing.Run("action"))
                    .WithDisplayName("named").Add(endpoint => endpoint.FilterFactories.Add((_, next) => invocation => AnswerAsync(invocation, next)));
                break;
            case "result":
                endpoints.MapIllowWebhook("dsr.created", (Failing failing) => new FailingResult(failing));
                break;
            case "bare filter, result":
                endpoints.MapPost(Path, (IllowEnvelope _, Failing failing) => (IResult)new FailingResult(failing)).WithMetadata(declaration).AddEndpointFilter(AnswerAsync);
                break;
            case "bare handler":
                endpoints.MapPost(Path, context => context.Response.WriteAsync(context.RequestServices.GetRequiredService<Failing>().Run("action"))).WithMetadata(declaration);
                break;
            default:
                endpoints.MapPost(Path, [IllowWebhook("dsr.created")] async (Failing failing) =>
                {
                    await Task.Yield();
                    return failing.Run("action");
                });
                break;
        }
    }

    private static async ValueTask<object?> AnswerAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        try
        {
            return await next(invocation);
        }
        catch (InvalidOperationException)
        {
            invocation.HttpContext.Response.Headers["x-swallowed"] = "yes";
            return Results.Ok("all is well");
        }
    }

    /// <summary>Fails once, in one place.</summary>
    public sealed class Failing(string place)
    {
        private int _runs;

        public string Run(string where)
        {
            if (where != place)
            {
                return "elsewhere";
            }

            return ++_runs == 1 ? throw new InvalidOperationException("broke") : $"run {_runs}";
        }
    }

    private sealed class FailingResult(Failing failing) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => httpContext.Response.WriteAsync(failing.Run("action"));
    }

    private sealed class FailingActionResult(Failing failing) : IActionResult
    {
        public Task ExecuteResultAsync(ActionContext context) => context.HttpContext.Response.WriteAsync(failing.Run("result"));
    }

    private sealed class FailingFilter : IActionFilter
    {
        public void OnActionExecuting(ActionExecutingContext context) => context.HttpContext.RequestServices.GetRequiredService<Failing>().Run("filter");

        public void OnActionExecuted(ActionExecutedContext context)
        {
        }
    }

    public sealed class FailingController : ControllerBase
    {
        private readonly Failing _failing;

        public FailingController(Failing failing)
        {
            _failing = failing;
            failing?.Run("constructor");
        }

        [IllowWebhook("dsr.created")]
        public IActionResult Fail()
        {
            _failing.Run("action");
            return new FailingActionResult(_failing);
        }
    }

    private static ContentResult Swallow(ActionContext context, int status = 200, int? length = null)
    {
        context.HttpContext.Response.Headers["x-swallowed"] = "yes";
        context.HttpContext.Response.ContentLength = length;
        return new ContentResult { StatusCode = status, Content = "all is well" };
    }

    private sealed class AnswerException : IExceptionFilter
    {
        internal int Status { get; init; } = 200;

        internal int? Length { get; init; }

        public void OnException(ExceptionContext context)
        {
            context.ExceptionHandled = true;
            context.Result = Swallow(context, Status, Length);
        }
    }

    /// <summary>A filter at the last place that an application can give it.</summary>
    private sealed class Last(IFilterMetadata filter) : IFilterFactory, IOrderedFilter
    {
        public bool IsReusable => true;

        public int Order => int.MaxValue;

        public IFilterMetadata CreateInstance(IServiceProvider serviceProvider) => filter;
    }

    private sealed class AnswerExceptionAsync : IAsyncExceptionFilter
    {
        public async Task OnExceptionAsync(ExceptionContext context)
        {
            await Task.Yield();
            context.Result = Swallow(context);
        }
    }

    private sealed class AnswerAction : IActionFilter
    {
        public void OnActionExecuting(ActionExecutingContext context)
        {
        }

        public void OnActionExecuted(ActionExecutedContext context)
        {
            if (context.Exception is not null)
            {
                context.ExceptionHandled = true;
                context.Result = Swallow(context);
            }
        }
    }

    private sealed class ForgetException : IActionFilter
    {
        public void OnActionExecuting(ActionExecutingContext context)
        {
        }

        public void OnActionExecuted(ActionExecutedContext context)
        {
            if (context.Exception is not null)
            {
                context.Exception = null;
                context.Result = Swallow(context);
            }
        }
    }

    private sealed class AnswerActionAsync : IAsyncActionFilter
    {
        public async Task OnActionExecutionAsync(ActionExecutingContext context, ActionExecutionDelegate next)
        {
            var executed = await next();
            if (executed.Exception is not null)
            {
                executed.ExceptionHandled = true;
                executed.Result = Swallow(context);
            }
        }
    }

    private sealed class AnswerResource : IResourceFilter
    {
        public void OnResourceExecuting(ResourceExecutingContext context)
        {
        }

        public void OnResourceExecuted(ResourceExecutedContext context)
        {
            if (context.Exception is not null)
            {
                context.ExceptionHandled = true;
                Swallow(context);
            }
        }
    }

    private sealed class WebhookProblemResult : IResultFilter
    {
        public void OnResultExecuting(ResultExecutingContext context)
        {
        }

        public void OnResultExecuted(ResultExecutedContext context)
        {
            if (context.Exception is not null)
            {
                context.ExceptionHandled = true;
                Swallow(context);
            }
        }
    }
}
