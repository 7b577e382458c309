using Illow.AspNetCore.Middleware;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Mvc.Filters;

namespace Illow.AspNetCore.Mvc;

/// <summary>
/// The innermost filter of a decorated action, of every kind that may swallow an exception: it sees that the action runs, and what it
/// threw before the application's own filters make an answer of it. Changes nothing.
/// </summary>
internal sealed class HandlerFailureFilter : IResourceFilter, IExceptionFilter, IAsyncActionFilter, IAlwaysRunResultFilter
{
    private static readonly HandlerFailureFilter Instance = new();

    public void OnResourceExecuting(ResourceExecutingContext context)
    {
    }

    public void OnResourceExecuted(ResourceExecutedContext context) => Note(context, context.Exception);

    public void OnException(ExceptionContext context) => Note(context, context.Exception);

    // Found before the action runs: where a filter gives up waiting for it, the request may be over when it ends
    public async Task OnActionExecutionAsync(ActionExecutingContext context, ActionExecutionDelegate next)
    {
        var delivery = VerifiedDeliveryFilter.Require(context);
        delivery.HandlerBegins();
        delivery.Enter();
        try
        {
            if ((await next()).Exception is { } exception)
            {
                delivery.HandlerThrew(exception);
            }
        }
        finally
        {
            delivery.Leave();
        }
    }

    public void OnResultExecuting(ResultExecutingContext context)
    {
    }

    public void OnResultExecuted(ResultExecutedContext context) => Note(context, context.Exception);

    /// <summary>Whether the endpoint is an action that says itself when it runs.</summary>
    internal static bool IsOn(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<ActionDescriptor>()?.FilterDescriptors.Any(descriptor => descriptor.Filter == Instance) == true;

    internal static void Note(ActionContext context, Exception? exception)
    {
        if (exception is not null)
        {
            VerifiedDelivery.Find(context.HttpContext)?.HandlerThrew(exception);
        }
    }

    /// <summary>
    /// Puts the filter behind all others of the decorated actions: an attribute's filter has one place only, and that is the first.
    /// </summary>
    internal sealed class Provider : IActionDescriptorProvider
    {
        // The lowest finishes last, when conventions and other providers have added their filters
        public int Order => int.MinValue;

        public void OnProvidersExecuting(ActionDescriptorProviderContext context)
        {
        }

        public void OnProvidersExecuted(ActionDescriptorProviderContext context)
        {
            foreach (var action in context.Results.OfType<ControllerActionDescriptor>())
            {
                if (action.EndpointMetadata.OfType<IllowWebhookAttribute>().Any()
                    || action.FilterDescriptors.Any(filter => filter.Filter is IllowWebhookAttribute))
                {
                    // A new list: another descriptor may share the old one
                    action.FilterDescriptors =
                        [.. action.FilterDescriptors, new FilterDescriptor(Instance, FilterScope.Last) { Order = int.MaxValue }];
                }
            }
        }
    }
}
