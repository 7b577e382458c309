using Illow.AspNetCore.Configuration;
using Illow.AspNetCore.Middleware;
using Illow.AspNetCore.Routing;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.ActionConstraints;
using Microsoft.AspNetCore.Mvc.ApplicationModels;
using Microsoft.Extensions.Options;

namespace Illow.AspNetCore.Mvc;

/// <summary>
/// Makes an action with [IllowWebhook] what the attribute says on every one of its routes: POST only, at the default path where it
/// has no route, its declarations among the endpoint's metadata, and out of reach of antiforgery tokens.
/// </summary>
/// <remarks>
/// MVC drops an action's attributes from the endpoint of a route whose own attribute is no HTTP method provider; an action whose
/// endpoint lost [IllowWebhook] would be open to unsigned requests, so the metadata is put there by hand.
/// </remarks>
internal sealed class IllowWebhookApplicationModelProvider(WebhookSettingsMonitor settings, IOptions<MvcOptions> options)
    : IApplicationModelProvider
{
    // After the framework's default provider (-1000) and before [ApiController] asks for routes (-900)
    public int Order => -950;

    /// <exception cref="InvalidOperationException">An action would be guarded by its interface, but is not.</exception>
    public void OnProvidersExecuting(ApplicationModelProviderContext context)
    {
        foreach (var action in context.Result.Controllers.SelectMany(controller => controller.Actions))
        {
            var declarations = action.Attributes.OfType<IllowWebhookAttribute>().ToList();
            if (declarations.Count > 0)
            {
                Decorate(action, declarations);
            }
            else if (DecoratedContract.RefusalOf(action.ActionMethod, action.DisplayName) is { } refusal)
            {
                throw new InvalidOperationException(refusal);
            }
        }
    }

    public void OnProvidersExecuted(ApplicationModelProviderContext context)
    {
    }

    private void Decorate(ActionModel action, List<IllowWebhookAttribute> declarations)
    {
        if (action.Selectors.Count == 0)
        {
            action.Selectors.Add(new SelectorModel());
        }

        var hasRoute = action.Controller.Selectors.Any(s => s.AttributeRouteModel is not null)
            || action.Selectors.Any(s => s.AttributeRouteModel is not null);
        foreach (var selector in action.Selectors)
        {
            if (!hasRoute)
            {
                selector.AttributeRouteModel = new AttributeRouteModel { Template = settings.Current.Options.Path };
            }

            RemoveAll<IActionConstraintMetadata, HttpMethodActionConstraint>(selector.ActionConstraints);
            selector.ActionConstraints.Add(new HttpMethodActionConstraint([HttpMethods.Post]));
            if (!options.Value.EnableEndpointRouting)
            {
                selector.ActionConstraints.Add(OwnDeliveryConstraint.Instance);
            }

            RemoveAll<object, IHttpMethodMetadata>(selector.EndpointMetadata);
            RemoveAll<object, IllowWebhookAttribute>(selector.EndpointMetadata);
            selector.EndpointMetadata.Add(new HttpMethodMetadata([HttpMethods.Post]));
            selector.EndpointMetadata.Add(new RequireAntiforgeryTokenAttribute(required: false));
            declarations.ForEach(selector.EndpointMetadata.Add);
        }

        RemoveTwins(action.Selectors);

        // As the attribute does for minimal endpoints: documents show webhook URLs where the application asks for it
        action.ApiExplorer.IsVisible = false;

        // A webhook's sender has no token; the signature says more than one could
        action.Filters.Add(new IgnoreAntiforgeryTokenAttribute());
    }

    // [HttpGet("x"), HttpPost("x")] were two routes; now that both take POST, they are one
    private static void RemoveTwins(IList<SelectorModel> selectors)
    {
        var kept = new Dictionary<(string?, int?), AttributeRouteModel?>();
        for (var i = 0; i < selectors.Count; i++)
        {
            var route = selectors[i].AttributeRouteModel;
            if (!kept.TryAdd((route?.Template?.ToUpperInvariant(), route?.Order), route))
            {
                selectors.RemoveAt(i--);
            }
        }
    }

    /// <summary>
    /// Lets <c>UseMvc()</c>, which routes once more behind the receiver, find the action that the delivery was verified for: with several
    /// on one URL it would find none, or another. Only where MVC may route by itself, since endpoint routing pays for constraints.
    /// </summary>
    private sealed class OwnDeliveryConstraint : IActionConstraint
    {
        internal static readonly OwnDeliveryConstraint Instance = new();

        // Before [Consumes] and others prefer one of them
        public int Order => int.MinValue;

        public bool Accept(ActionConstraintContext context) =>
            VerifiedDelivery.Find(context.RouteContext.HttpContext) is not { } delivery
            || ReferenceEquals(delivery.Endpoint.Metadata.GetMetadata<ActionDescriptor>(), context.CurrentCandidate.Action);
    }

    private static void RemoveAll<TItem, TUnwanted>(IList<TItem> list)
    {
        for (var i = list.Count - 1; i >= 0; i--)
        {
            if (list[i] is TUnwanted)
            {
                list.RemoveAt(i);
            }
        }
    }
}
