using Illow.AspNetCore.Middleware;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;

namespace Illow.AspNetCore.Mvc;

/// <summary>One of the receiver's own answers as an action's result.</summary>
internal sealed class WebhookProblemResult(WebhookProblem problem, string? detail) : IActionResult
{
    internal static WebhookProblemResult Of(MetadataMismatchException mismatch) => new(WebhookProblem.MalformedMetadata, Messages.MetadataMismatch(mismatch));

    public Task ExecuteResultAsync(ActionContext context) =>
        context.HttpContext.RequestServices.GetRequiredService<WebhookProblemWriter>().WriteAsync(context.HttpContext, problem, detail);
}
