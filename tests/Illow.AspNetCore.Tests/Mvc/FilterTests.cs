using System.Net;
using Illow.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.Extensions.DependencyInjection;

namespace Illow.AspNetCore.Tests.Mvc;

/// <summary>The application's own filters run around a verified action as around any other, and never on an unverified request.</summary>
public sealed class FilterTests
{
    [Fact]
    public async Task Filters_SignedDelivery_AllRunAroundTheAction()
    {
        await using var app = await StartAsync();

        using var response = await app.SendAsync(Delivery.Fresh(), "/filtered");

        Assert.Equal(
            ["global authorization", "global resource", "global action dsr-1", "action attribute", "ran", "global result"],
            app.Notes.Lines);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Filters_UnsignedDelivery_NoneRuns()
    {
        await using var app = await StartAsync();

        using var response = await app.SendAsync(Delivery.Fresh().Unsigned(), "/filtered");

        await Problem.AssertAsync(response, HttpStatusCode.Unauthorized, "invalid-signature");
        Assert.Empty(app.Notes.Lines);
    }

    [Fact]
    public async Task Filters_NoMiddleware_NoneRunsThoughEveryFilterCameFirst()
    {
        await using var app = await WebhookApp.StartAsync(
            new AppPlan
            {
                Controllers = [typeof(FilteredController)],
                Mvc = AddFilters,
                UseWebhooks = false,
                AddWebhooks = false,
            });

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => app.SendAsync(Delivery.Fresh(), "/filtered"));

        Assert.Contains("UseIllowWebhooks()", exception.Message, StringComparison.Ordinal);
        Assert.Empty(app.Notes.Lines);
    }

    [Fact]
    public async Task Filters_ExceptionFilterAnswersForTheAction_ItsAnswerCounts()
    {
        await using var app = await StartAsync();

        using var response = await app.SendAsync(Delivery.Fresh(), "/throwing");

        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
    }

    [Fact]
    public async Task Filters_ActionFilterShortCircuits_ItsAnswerCounts()
    {
        await using var app = await StartAsync();

        using var response = await app.SendAsync(Delivery.Fresh(), "/stopped");

        Assert.Equal(HttpStatusCode.PaymentRequired, response.StatusCode);
        Assert.DoesNotContain("ran", app.Notes.Lines);
    }

    private static Task<WebhookApp> StartAsync() =>
        WebhookApp.StartAsync(new AppPlan { Controllers = [typeof(FilteredController)], Mvc = AddFilters });

    private static void AddFilters(MvcOptions options)
    {
        options.Filters.Add<AppWide>();
        options.Filters.Add<GlobalAuthorization>();
        options.Filters.Add(new TranslateException());
    }

    public sealed class GlobalAuthorization(Notes notes) : IAuthorizationFilter
    {
        public void OnAuthorization(AuthorizationFilterContext context) => notes.Add("global authorization");
    }

    public sealed class AppWide(Notes notes) : IResourceFilter, IActionFilter, IResultFilter
    {
        public void OnResourceExecuting(ResourceExecutingContext context) => notes.Add("global resource");

        public void OnResourceExecuted(ResourceExecutedContext context)
        {
        }

        public void OnActionExecuting(ActionExecutingContext context) =>
            notes.Add("global action " + context.ActionArguments.Values.OfType<IllowEnvelope<DsrCreated>>().FirstOrDefault()?.Metadata.Id);

        public void OnActionExecuted(ActionExecutedContext context)
        {
        }

        public void OnResultExecuting(ResultExecutingContext context) => notes.Add("global result");

        public void OnResultExecuted(ResultExecutedContext context)
        {
        }
    }

    private sealed class TranslateException : IExceptionFilter
    {
        public void OnException(ExceptionContext context) => context.Result = new ConflictResult();
    }

    [AttributeUsage(AttributeTargets.Method)]
    public sealed class NotedAttribute : ActionFilterAttribute
    {
        public override void OnActionExecuting(ActionExecutingContext context)
        {
            ArgumentNullException.ThrowIfNull(context);
            context.HttpContext.RequestServices.GetRequiredService<Notes>().Add("action attribute");
        }
    }

    [AttributeUsage(AttributeTargets.Method)]
    public sealed class StopAttribute : ActionFilterAttribute
    {
        public override void OnActionExecuting(ActionExecutingContext context)
        {
            ArgumentNullException.ThrowIfNull(context);
            context.Result = new StatusCodeResult(402);
        }
    }

    public sealed class FilteredController(Notes notes) : ControllerBase
    {
        [IllowWebhook("a"), HttpPost("/filtered"), Noted]
        public void Filtered(IllowEnvelope<DsrCreated> e) => notes.Add(e.Event == "a" ? "ran" : "other event");

        [IllowWebhook("a"), HttpPost("/throwing")]
        public void Throwing(IllowEnvelope<DsrCreated> e)
        {
            notes.Add("throwing");
            throw new InvalidOperationException(e.Event);
        }

        [IllowWebhook("a"), HttpPost("/stopped"), Stop]
        public void Stopped(IllowEnvelope<DsrCreated> e) => notes.Add(e.Event + "ran");
    }
}
