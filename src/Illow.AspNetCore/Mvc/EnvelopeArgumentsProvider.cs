using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.Extensions.Options;

namespace Illow.AspNetCore.Mvc;

/// <summary>
/// Takes envelopes, and the cancellation tokens beside them, out of MVC's model binding of decorated actions and leaves them to
/// <see cref="EnvelopeArguments"/>: docs/adr/0010. A parameter for which the application names a binder of its own stays.
/// </summary>
internal sealed class EnvelopeArgumentsProvider(IOptions<JsonOptions> json) : IActionDescriptorProvider
{
    // The lowest finishes last, when conventions and other providers have done what they do to parameters
    public int Order => int.MinValue;

    public void OnProvidersExecuting(ActionDescriptorProviderContext context)
    {
    }

    public void OnProvidersExecuted(ActionDescriptorProviderContext context)
    {
        foreach (var action in context.Results.OfType<ControllerActionDescriptor>())
        {
            if (action.FilterDescriptors.Any(filter => filter.Filter is IllowWebhookAttribute))
            {
                TakeOver(action);
            }
        }
    }

    private void TakeOver(ControllerActionDescriptor action)
    {
        var envelopes = action.Parameters.Where(IsEnvelope).ToList();
        if (envelopes.Count == 0)
        {
            return;
        }

        var tokens = action.Parameters.Where(IsToken).ToList();
        foreach (var parameter in envelopes.Concat(tokens))
        {
            action.Parameters.Remove(parameter);
        }

        // First of all, even of global filters: they find the arguments that model binding would have left
        var arguments = new EnvelopeArguments([.. envelopes.Select(Read)], [.. tokens.Select(token => token.Name)], json);
        action.FilterDescriptors.Insert(0, new FilterDescriptor(arguments, FilterScope.First) { Order = int.MinValue });
    }

    private static EnvelopeArguments.Envelope Read(ParameterDescriptor parameter) => new(parameter.Name, EnvelopeReader.For(parameter.ParameterType));

    private static bool IsEnvelope(ParameterDescriptor parameter) =>
        parameter.ParameterType.IsAssignableTo(typeof(IllowEnvelope))
        && (parameter.BindingInfo?.BinderType is null || parameter.BindingInfo.BinderType == typeof(IllowEnvelopeModelBinder));

    private static bool IsToken(ParameterDescriptor parameter) =>
        parameter.ParameterType == typeof(CancellationToken)
        && parameter.BindingInfo is null or { BinderType: null, BindingSource: null or { Id: "Special" } };
}
