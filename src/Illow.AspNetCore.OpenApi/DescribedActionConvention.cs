using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ApplicationModels;
using Microsoft.Extensions.Options;

namespace Illow.AspNetCore.OpenApi;

/// <summary>
/// Shows decorated actions in API descriptions, unless the application says otherwise: of itself the framework shows what has
/// [ApiController], but a webhook is an API in any controller. Runs after the application's conventions, since what has lost its route to one of
/// them must not be shown.
/// </summary>
internal sealed class DescribedActionConvention : IApplicationModelConvention, IPostConfigureOptions<MvcOptions>
{
    public void PostConfigure(string? name, MvcOptions options) => options.Conventions.Add(this);

    public void Apply(ApplicationModel application)
    {
        foreach (var action in application.Controllers.SelectMany(controller => controller.Actions).Where(IsDecorated))
        {
            if (action.Controller.Selectors.Concat(action.Selectors).Any(selector => selector.AttributeRouteModel is not null))
            {
                action.ApiExplorer.IsVisible ??= action.Controller.ApiExplorer.IsVisible ?? true;
            }
        }
    }

    private static bool IsDecorated(ActionModel action) => action.Attributes.OfType<IllowWebhookAttribute>().Any();
}
