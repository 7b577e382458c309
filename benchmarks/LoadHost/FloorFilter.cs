using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace Illow.AspNetCore.Benchmarks;

/// <summary>The floor's check as an action filter, as it is often written: after binding, over a body that had to be buffered.</summary>
public sealed class FloorFilter(string pem) : IAsyncActionFilter, IAsyncResourceFilter
{
    private readonly Floor _floor = new(pem);

    public async Task OnResourceExecutionAsync(ResourceExecutingContext context, ResourceExecutionDelegate next)
    {
        context.HttpContext.Request.EnableBuffering();
        await next();
    }

    public async Task OnActionExecutionAsync(ActionExecutingContext context, ActionExecutionDelegate next)
    {
        var request = context.HttpContext.Request;
        request.Body.Position = 0;
        if (_floor.Verifies(request, await HandWritten.ReadAsync(request)))
        {
            await next();
        }
        else
        {
            context.Result = new UnauthorizedResult();
        }
    }
}
