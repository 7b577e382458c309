using Microsoft.AspNetCore.Mvc.ApplicationModels;

namespace Illow.AspNetCore.Mvc;

/// <summary>
/// Refuses a Razor page whose handler carries [IllowWebhook]: neither filters nor metadata of a page's handler count, so the page
/// would take unsigned requests as if the attribute were not there.
/// </summary>
internal sealed class DecoratedPageHandlerRefusal : IPageApplicationModelProvider
{
    // After the framework's default provider (-1000), which finds the handlers
    public int Order => -950;

    /// <exception cref="InvalidOperationException">A handler of the page carries the attribute.</exception>
    public void OnProvidersExecuting(PageApplicationModelProviderContext context)
    {
        var decorated = context.PageApplicationModel.HandlerMethods.FirstOrDefault(
            handler => handler.Attributes.OfType<IllowWebhookAttribute>().Any());
        if (decorated is not null)
        {
            throw new InvalidOperationException(
                $"'{context.PageApplicationModel.HandlerType.FullName}.{decorated.MethodInfo.Name}' is the handler of a Razor page, "
                + "on which [IllowWebhook] cannot hold off unsigned requests, so the page does not run. "
                + "Put [IllowWebhook] on a controller's action or on a minimal endpoint.");
        }
    }

    public void OnProvidersExecuted(PageApplicationModelProviderContext context)
    {
    }
}
