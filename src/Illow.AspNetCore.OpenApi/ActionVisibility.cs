using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ApplicationModels;
using Microsoft.Extensions.Options;

namespace Illow.AspNetCore.OpenApi;

/// <summary>
/// Shows decorated actions in API descriptions, which the core keeps out of them, unless the application says otherwise. A webhook is an
/// API in any controller, with and without [ApiController].
/// </summary>
internal sealed class ActionVisibility : IApplicationModelProvider, IApplicationModelConvention, IPostConfigureOptions<MvcOptions>
{
    // What the application's attributes say is there after the framework's default provider (-1000) and until the core's own (-950)
    public int Order => -975;

    public void OnProvidersExecuting(ApplicationModelProviderContext context)
    {
        foreach (var action in Decorated(context.Result))
        {
            action.Properties[typeof(ActionVisibility)] = action.ApiExplorer.IsVisible;
        }
    }

    public void OnProvidersExecuted(ApplicationModelProviderContext context)
    {
        foreach (var action in Decorated(context.Result))
        {
            action.ApiExplorer.IsVisible = (bool?)action.Properties[typeof(ActionVisibility)];
        }
    }

    // Last of the conventions: what lost its route to one of the application's must not be shown
    public void PostConfigure(string? name, MvcOptions options) => options.Conventions.Add(this);

    public void Apply(ApplicationModel application)
    {
        foreach (var action in Decorated(application))
        {
            if (action.Controller.Selectors.Concat(action.Selectors).Any(selector => selector.AttributeRouteModel is not null))
            {
                action.ApiExplorer.IsVisible ??= action.Controller.ApiExplorer.IsVisible ?? true;
            }
        }
    }

    private static IEnumerable<ActionModel> Decorated(ApplicationModel application) =>
        application.Controllers.SelectMany(controller => controller.Actions)
            .Where(action => action.Attributes.OfType<IllowWebhookAttribute>().Any());
}
