using Illow.AspNetCore.Diagnostics;
using Illow.AspNetCore.Middleware;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.Filters;

namespace Illow.AspNetCore.Mvc;

/// <summary>
/// The second belt of an action: it runs only on a request that was verified for it, and only with metadata that fits. Needs no
/// service, so that it holds even where AddIllowWebhooks() was forgotten.
/// </summary>
internal sealed class VerifiedDeliveryFilter
    : IAuthorizationFilter, IResourceFilter, IActionFilter, IAlwaysRunResultFilter, IOrderedFilter
{
    internal static readonly VerifiedDeliveryFilter Instance = new();

    public int Order => int.MinValue;

    public void OnAuthorization(AuthorizationFilterContext context) => Require(context).EndpointBegins();

    // Model binding has run: a result here keeps the action, and [ApiController]'s own 400, from running
    public void OnActionExecuting(ActionExecutingContext context)
    {
        if (Require(context).MetadataMismatch is { } mismatch)
        {
            context.Result = new MetadataMismatchResult(mismatch);
        }
    }

    // What one of the application's own filters threw and another one swallowed is still to be seen here, and in the other stages
    public void OnActionExecuted(ActionExecutedContext context) => HandlerFailureFilter.Note(context, context.Exception);

    public void OnResourceExecuting(ResourceExecutingContext context)
    {
    }

    public void OnResourceExecuted(ResourceExecutedContext context) => HandlerFailureFilter.Note(context, context.Exception);

    public void OnResultExecuting(ResultExecutingContext context)
    {
    }

    public void OnResultExecuted(ResultExecutedContext context) => HandlerFailureFilter.Note(context, context.Exception);

    /// <summary>
    /// The delivery that was verified for the action that runs. The request's endpoint alone does not tell: routing of another kind,
    /// or code that invokes actions itself, may run another action under it.
    /// </summary>
    /// <exception cref="InvalidOperationException">The request was not verified for this action.</exception>
    internal static VerifiedDelivery Require(ActionContext context) =>
        VerifiedDelivery.Find(context.HttpContext) is { } delivery
        && ReferenceEquals(delivery.Endpoint.Metadata.GetMetadata<ActionDescriptor>(), context.ActionDescriptor)
            ? delivery
            : throw new InvalidOperationException(Messages.NotVerified(context.ActionDescriptor.DisplayName));

    private sealed class MetadataMismatchResult(MetadataMismatchException mismatch) : IActionResult
    {
        public Task ExecuteResultAsync(ActionContext context)
        {
            var problems = context.HttpContext.RequestServices.GetRequiredService<WebhookProblemWriter>();
            return problems.WriteAsync(context.HttpContext, IllowWebhookProblem.MalformedMetadata, mismatch.Message);
        }
    }
}
