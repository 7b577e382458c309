using Illow.AspNetCore.Middleware;
using Microsoft.AspNetCore.Mvc.Filters;

namespace Illow.AspNetCore.Mvc;

/// <summary>
/// The second belt of an action: it runs only on a request that was verified for it, and only with metadata that fits. Needs no
/// service, so that it holds even where AddIllowWebhooks() was forgotten.
/// </summary>
internal sealed class VerifiedDeliveryFilter : IAuthorizationFilter, IActionFilter, IOrderedFilter
{
    internal static readonly VerifiedDeliveryFilter Instance = new();

    public int Order => int.MinValue;

    public void OnAuthorization(AuthorizationFilterContext context) => VerifiedDelivery.Require(context.HttpContext);

    // Model binding has run: a result here keeps the action, and [ApiController]'s own 400, from running
    public void OnActionExecuting(ActionExecutingContext context)
    {
        if (VerifiedDelivery.Require(context.HttpContext).MetadataMismatch is { } mismatch)
        {
            context.Result = AnswerResult.Of(mismatch);
        }
    }

    public void OnActionExecuted(ActionExecutedContext context)
    {
    }
}
