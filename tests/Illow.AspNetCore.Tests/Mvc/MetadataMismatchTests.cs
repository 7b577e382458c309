using System.Net;
using Illow.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Illow.AspNetCore.Tests.Mvc;

/// <summary>
/// Signed metadata that does not fit the action's type: 400 malformed-metadata, an error in the log, and the action does not run.
/// </summary>
public sealed class MetadataMismatchTests
{
    private const string Marker = "leaked-marker-4711";

    public static TheoryData<Type, string> Misfits
    {
        get
        {
            var data = new TheoryData<Type, string>();
            foreach (var controller in new[] { typeof(PlainController), typeof(ApiController) })
            {
                foreach (var metadata in new[] { """{"count":"leaked-marker-4711"}""", "[]", "\"leaked-marker-4711\"", "null", "7", "{}" })
                {
                    data.Add(controller, metadata);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Misfits))]
    public async Task Metadata_DoesNotFit_400(Type controller, string metadata)
    {
        await using var app = await StartAsync(controller);

        await AssertRefusedAsync(app, metadata);
    }

    [Theory]
    [InlineData(typeof(PlainController))]
    [InlineData(typeof(ApiController))]
    public async Task Metadata_DoesNotFitUnderSwallowingFilters_400(Type controller)
    {
        await using var app = await StartAsync(controller, o => o.Filters.Add(new Swallow()));

        await AssertRefusedAsync(app, "[]");
    }

    [Theory]
    [InlineData(typeof(PlainController))]
    [InlineData(typeof(ApiController))]
    public async Task Metadata_DoesNotFitAndAResultFilterCancels_400(Type controller)
    {
        await using var app = await StartAsync(controller, o => o.Filters.Add(new CancelResult()));

        await AssertRefusedAsync(app, "[]");
    }

    [Theory]
    [InlineData(typeof(PlainController))]
    [InlineData(typeof(ApiController))]
    public async Task Metadata_DoesNotFitAndAnEarlierActionFilterAnswers_NoSuccess(Type controller)
    {
        await using var app = await StartAsync(controller, o => o.Filters.Add(new AnswerAtOnce()));

        await AssertRefusedAsync(app, "[]");
    }

    [Fact]
    public async Task Metadata_NullForANullableType_Fits()
    {
        await using var app = await StartAsync(typeof(PlainController));

        using var response = await app.SendAsync(Delivery.Of("null", "n"), "/nullable");

        Assert.Equal(["none"], app.Notes.Lines);
    }

    [Fact]
    public async Task Metadata_AnythingForDsrCreated_Fits()
    {
        await using var app = await StartAsync(typeof(PlainController));

        foreach (var metadata in new[] { "null", "7", "[]", "\"x\"", "{}" })
        {
            using var response = await app.SendAsync(Delivery.Of(metadata, "any " + metadata.Replace('"', '\'')), "/any");
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        Assert.Equal(5, app.Notes.Lines.Count);
    }

    [Fact]
    public async Task Metadata_DoesNotFit_TheRetryIsRefusedToo()
    {
        await using var app = await StartAsync(typeof(PlainController));
        var delivery = Delivery.Of("[]", "again");

        for (var i = 0; i < 2; i++)
        {
            using var response = await app.SendAsync(delivery, "/typed");
            await Problem.AssertAsync(response, HttpStatusCode.BadRequest, "malformed-metadata");
        }
    }

    private static async Task AssertRefusedAsync(WebhookApp app, string metadata)
    {
        using var response = await app.SendAsync(Delivery.Of(metadata, Guid.NewGuid().ToString()), "/typed");

        await Problem.AssertAsync(response, HttpStatusCode.BadRequest, "malformed-metadata");
        Assert.Empty(app.Notes.Lines);
        var error = Assert.Single(app.OwnLines, line => line.Id.Id == 13);
        Assert.Equal(LogLevel.Error, error.Level);
        Assert.DoesNotContain(app.Logs.GetSnapshot(), line => (line.Message + line.Exception).Contains(Marker, StringComparison.Ordinal));
        Assert.DoesNotContain(Marker, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static Task<WebhookApp> StartAsync(Type controller, Action<MvcOptions>? mvc = null) => WebhookApp.StartAsync(new AppPlan
    {
        Controllers = [controller],
        Mvc = mvc,
        Services = s => s.AddControllers().AddJsonOptions(o => o.JsonSerializerOptions.RespectRequiredConstructorParameters = true),
    });

    public sealed record Strict(int Count);

    private sealed class Swallow : IExceptionFilter, IAsyncResourceFilter
    {
        public void OnException(ExceptionContext context) => context.Result = new OkObjectResult("swallowed");

        public async Task OnResourceExecutionAsync(ResourceExecutingContext context, ResourceExecutionDelegate next)
        {
            var executed = await next();
            executed.ExceptionHandled = true;
        }
    }

    private sealed class CancelResult : IResultFilter
    {
        public void OnResultExecuting(ResultExecutingContext context) => context.Cancel = true;

        public void OnResultExecuted(ResultExecutedContext context)
        {
        }
    }

    private sealed class AnswerAtOnce : IActionFilter, IOrderedFilter
    {
        public int Order => int.MinValue;

        public void OnActionExecuting(ActionExecutingContext context) => context.Result = new OkObjectResult("at once");

        public void OnActionExecuted(ActionExecutedContext context)
        {
        }
    }

    public abstract class Actions(Notes notes) : ControllerBase
    {
        [IllowWebhook("a"), HttpPost("/typed")]
        public void Typed(IllowEnvelope<Strict> e) => notes.Add("ran " + e.Metadata.Count);

        [IllowWebhook("a"), HttpPost("/nullable")]
        public void Nullable(IllowEnvelope<int?> e) => notes.Add(e.Metadata?.ToString(null, null) ?? "none");

        [IllowWebhook("a"), HttpPost("/any")]
        public void Any(IllowEnvelope<DsrCreated> e) => notes.Add("any " + e.Metadata.Id);
    }

    public sealed class PlainController(Notes notes) : Actions(notes);

    [ApiController]
    public sealed class ApiController(Notes notes) : Actions(notes);
}
