using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace Illow.AspNetCore.Applications.Tests.ResponseEnvelopes;

/// <summary>What the application answers with, whatever its handlers return or throw.</summary>
public sealed record Wrapped(bool Success, object? Data);

/// <summary>The usual global exception filter: every exception becomes an answer with status 200.</summary>
internal sealed class SwallowExceptions : IExceptionFilter
{
    public void OnException(ExceptionContext context)
    {
        context.Result = new OkObjectResult(new Wrapped(false, "exception filter"));
        context.ExceptionHandled = true;
    }
}

/// <summary>Swallows in the action's own stage, before exception filters see anything.</summary>
internal sealed class SwallowInAction : IActionFilter
{
    public void OnActionExecuting(ActionExecutingContext context)
    {
    }

    public void OnActionExecuted(ActionExecutedContext context)
    {
        if (context.Exception is not null)
        {
            context.Result = new OkObjectResult(new Wrapped(false, "action filter"));
            context.ExceptionHandled = true;
        }
    }
}

/// <summary>Swallows around everything that follows authorization.</summary>
internal sealed class SwallowInResource : IAsyncResourceFilter
{
    public async Task OnResourceExecutionAsync(ResourceExecutingContext context, ResourceExecutionDelegate next)
    {
        var executed = await next();
        if (executed.Exception is not null)
        {
            executed.ExceptionHandled = true;
            context.HttpContext.Response.StatusCode = StatusCodes.Status200OK;
            await context.HttpContext.Response.WriteAsJsonAsync(new Wrapped(false, "resource filter"));
        }
    }
}

/// <summary>Wraps what actions return, errors as well.</summary>
internal sealed class WrapResults : IAlwaysRunResultFilter
{
    public void OnResultExecuting(ResultExecutingContext context)
    {
        if (context.Result is ObjectResult { Value: not Wrapped } result)
        {
            result.Value = new Wrapped(result.StatusCode is null or < 400, result.Value);
            result.DeclaredType = typeof(Wrapped);
        }
    }

    public void OnResultExecuted(ResultExecutedContext context)
    {
    }
}

/// <summary>The same for minimal endpoints.</summary>
internal static class EnvelopeEndpointFilter
{
    internal static async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            var result = await next(context);
            return result is IResult ? result : Results.Ok(new Wrapped(true, result));
        }
        catch (InvalidOperationException)
        {
            return Results.Ok(new Wrapped(false, "endpoint filter"));
        }
    }
}
