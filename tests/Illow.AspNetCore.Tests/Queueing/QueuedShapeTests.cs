using System.Text;
using System.Text.Json;
using Illow.AspNetCore.Testing;
using Illow.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Illow.AspNetCore.Tests.Queueing;

/// <summary>Every shape of a handler sees the same from the queue as in the request.</summary>
public sealed class QueuedShapeTests
{
    public static TheoryData<string> Shapes =>
        [
            "typed",
            "plain",
            "from-body",
            "raw-body",
            "accessor",
            "scoped",
            "filters",
            "route/eu-1",
            "area",
            "links",
            "value-task",
            "action-result",
            "minimal-typed",
            "minimal-context",
            "minimal-filter",
            "minimal-request",
            "minimal-string",
            "minimal-json",
            "minimal-stream",
        ];

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task Handler_FromTheQueue_SeesWhatItSeesInTheRequest(string shape)
    {
        var inRequest = await RunAsync(shape, queued: false);
        var fromQueue = await RunAsync(shape, queued: true);

        Assert.NotEmpty(inRequest);
        Assert.Equal(inRequest, fromQueue);
    }

    private static async Task<IReadOnlyList<string>> RunAsync(string shape, bool queued)
    {
        var settings = WebhookApp.DefaultKey;
        settings["Illow:Queued"] = queued ? "true" : "false";
        settings["Illow:Events:0"] = "dsr.created";
        await using var app = await WebhookApp.StartAsync(new AppPlan
        {
            Settings = settings,
            Controllers = [typeof(ShapesController), typeof(AreaController)],
            Services = services => services.AddHttpContextAccessor().AddScoped<Scoped>().AddInMemoryIllowQueue(),
            Map = MapShapes,
        });
        using var response = await app.SendAsync(Delivery.Of(), $"/shapes/{shape}?q=a%20b");

        Assert.Equal(queued ? StatusCodes.Status202Accepted : StatusCodes.Status200OK, (int)response.StatusCode);
        if (queued)
        {
            Assert.Empty(app.Notes.Lines);
            var run = Assert.Single(await app.Services.GetRequiredService<IllowInMemoryQueue>().DrainAsync());
            Assert.Null(run.Exception);
        }

        return app.Notes.Lines;
    }

    private static void MapShapes(IEndpointRouteBuilder endpoints)
    {
        var shapes = endpoints.MapGroup("/shapes");
        shapes.MapPost("minimal-typed", [IllowWebhook("dsr.created")] (IllowEnvelope<DsrCreated> e, Notes notes, CancellationToken token) =>
            notes.Add($"{e.Metadata.Id} {e.Metadata.DueDate:O} {token.IsCancellationRequested}"));
        shapes.MapPost("minimal-context", [IllowWebhook("dsr.created")] (HttpContext context, Notes notes) =>
            notes.Add(
                $"{context.GetIllowEnvelope()!.IdempotencyKey} {context.Request.Path} {context.Request.QueryString} "
                + $"{context.Request.Host} {context.Request.Scheme}"));
        shapes
            .MapPost("minimal-filter", [IllowWebhook("dsr.created")] (IllowEnvelope e, Notes notes) => notes.Add("handler"))
            .AddEndpointFilter(
                async (invocation, next) =>
                {
                    var notes = invocation.HttpContext.RequestServices.GetRequiredService<Notes>();
                    notes.Add("before");
                    var result = await next(invocation);
                    notes.Add("after");
                    return result;
                });
        shapes.MapPost("minimal-request", [IllowWebhook("dsr.created")] async (HttpRequest request, IllowEnvelope e, Notes notes) =>
        {
            using var reader = new StreamReader(request.Body);
            notes.Add(
                $"{request.Method} {request.ContentType} {request.ContentLength} "
                + $"{await reader.ReadToEndAsync() == Encoding.UTF8.GetString(e.RawBody.Span)}");
        });
        shapes.MapPost("minimal-string", [IllowWebhook("dsr.created")] (IllowEnvelope e, Notes notes) =>
        {
            notes.Add(e.Event);
            return "text";
        });
        shapes.MapPost("minimal-json", [IllowWebhook("dsr.created")] (IllowEnvelope<JsonElement> e, Notes notes) =>
        {
            notes.Add(e.Metadata.GetRawText());
            return TypedResults.Ok(new { e.IdempotencyKey });
        });
        shapes.MapPost("minimal-stream", [IllowWebhook("dsr.created")] async (IllowEnvelope e, HttpResponse response, Notes notes) =>
        {
            await response.StartAsync();
            await response.WriteAsync("some");
            await response.BodyWriter.WriteAsync("more"u8.ToArray());
            notes.Add($"{response.HasStarted} {response.StatusCode}");
        });
    }

    [ApiController, Route("shapes")]
    public sealed class ShapesController(Notes notes) : ControllerBase
    {
        [HttpPost("typed"), IllowWebhook("dsr.created")]
        public async Task<IActionResult> Typed(IllowEnvelope<DsrCreated> e, CancellationToken token)
        {
            await Task.Yield();
            notes.Add(
                $"{e.Metadata.Id} {e.Metadata.Legislation} {e.CompanyId} {e.SiteId} {e.Event} {e.Webhook} {token.IsCancellationRequested}");
            return Ok(new { e.Metadata.Id });
        }

        [HttpPost("plain"), IllowWebhook("dsr.created")]
        public void Plain(IllowEnvelope e) =>
            notes.Add($"{e.IdempotencyKey} {e.RawMetadata.GetProperty("id")} {e.GetMetadata<DsrCreated>().RequestStatus}");

        [HttpPost("from-body"), IllowWebhook("dsr.created")]
        public IActionResult FromBody([FromBody] JsonElement body)
        {
            notes.Add(body.GetRawText());
            return Ok();
        }

        [HttpPost("raw-body"), IllowWebhook("dsr.created")]
        public async Task RawBody()
        {
            using var reader = new StreamReader(Request.Body);
            notes.Add(await reader.ReadToEndAsync());
        }

        [HttpPost("accessor"), IllowWebhook("dsr.created")]
        public void Accessor([FromServices] IHttpContextAccessor accessor) =>
            notes.Add(
                $"{ReferenceEquals(accessor.HttpContext, HttpContext)} {HttpContext.GetIllowEnvelope()?.IdempotencyKey} "
                + $"{User.Identity?.IsAuthenticated}");

        [HttpPost("scoped"), IllowWebhook("dsr.created")]
        public void ScopedService([FromServices] Scoped scoped)
        {
            notes.Add("action");
            scoped.Use();
        }

        [HttpPost("filters"), IllowWebhook("dsr.created"), Noting]
        public IActionResult Filters(IllowEnvelope e)
        {
            notes.Add("action");
            return Ok();
        }

        [HttpPost("route/{tenant}"), IllowWebhook("dsr.created")]
        public void FromRoute(string tenant, [FromQuery] string q) =>
            notes.Add(
                $"{tenant} {q} {RouteData.Values["action"]} {RouteData.Values["controller"]} "
                + $"{ControllerContext.ActionDescriptor.ActionName}");

        [HttpPost("links"), IllowWebhook("dsr.created")]
        public void Links() => notes.Add($"{Url.Action(nameof(Plain))} {Url.ActionLink(nameof(FromRoute), values: new { tenant = "t" })}");

        [HttpPost("value-task"), IllowWebhook("dsr.created")]
        public async ValueTask<IActionResult> Value(IllowEnvelope e)
        {
            await Task.Yield();
            notes.Add(ModelState.IsValid.ToString());
            return Content("text");
        }

        [HttpPost("action-result"), IllowWebhook("dsr.created")]
        public ActionResult<string> Result(IllowEnvelope e)
        {
            notes.Add(e.Event);
            return e.IdempotencyKey;
        }
    }

    [Area("privacy"), Route("shapes")]
    public sealed class AreaController(Notes notes) : ControllerBase
    {
        [HttpPost("area"), IllowWebhook("dsr.created")]
        public void InArea(IllowEnvelope e) => notes.Add($"{RouteData.Values["area"]} {e.Event}");
    }

    /// <summary>Notes its disposal: a request's services end with it.</summary>
    public sealed class Scoped(Notes notes) : IDisposable
    {
        public void Use() => notes.Add("used");

        public void Dispose() => notes.Add("disposed");
    }

    [AttributeUsage(AttributeTargets.Method)]
    private sealed class NotingAttribute : Attribute, IActionFilter, IResultFilter, IExceptionFilter
    {
        public void OnActionExecuting(ActionExecutingContext context) => Note(context, "action executing");

        public void OnActionExecuted(ActionExecutedContext context) => Note(context, "action executed");

        public void OnResultExecuting(ResultExecutingContext context) => Note(context, "result executing");

        public void OnResultExecuted(ResultExecutedContext context) => Note(context, "result executed");

        public void OnException(ExceptionContext context) => Note(context, "exception");

        private static void Note(FilterContext context, string line) =>
            context.HttpContext.RequestServices.GetRequiredService<Notes>().Add(line);
    }
}
