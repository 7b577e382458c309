using System.ComponentModel.DataAnnotations;
using System.Reflection;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.ModelBinding.Binders;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Illow.AspNetCore.Mvc;

/// <summary>
/// Takes envelopes, and the cancellation tokens beside them, out of MVC's model binding of decorated actions and leaves them to
/// <see cref="EnvelopeArguments"/>: docs/adr/0010. A parameter that the application binds or validates in its own way stays.
/// </summary>
/// <param name="services">Asked when MVC asks for actions: an application without MVC has none of its services.</param>
internal sealed class EnvelopeArgumentsProvider(IServiceProvider services) : IActionDescriptorProvider
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
            if (action.EndpointMetadata.OfType<IllowWebhookAttribute>().Any() || action.FilterDescriptors.Any(filter => filter.Filter is IllowWebhookAttribute))
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

        // First of all, even of global filters: they find the arguments that model binding would have left
        var arguments = new EnvelopeArguments([.. envelopes.Select(Read)], [.. tokens.Select(token => token.Name)], services.GetRequiredService<IOptions<JsonOptions>>());

        // Lists of its own: another descriptor may share the old ones
        action.FilterDescriptors = [new FilterDescriptor(arguments, FilterScope.First) { Order = int.MinValue }, .. action.FilterDescriptors];
        action.Parameters = [.. action.Parameters.Except(envelopes).Except(tokens)];
    }

    private static EnvelopeArguments.Envelope Read(ParameterDescriptor parameter) => new(parameter.Name, EnvelopeReader.For(parameter.ParameterType));

    private bool IsEnvelope(ParameterDescriptor parameter) =>
        parameter is ControllerParameterDescriptor { ParameterInfo: var info }
        && parameter.ParameterType.IsAssignableTo(typeof(IllowEnvelope))
        && (parameter.BindingInfo?.BinderType is null || parameter.BindingInfo.BinderType == typeof(IllowEnvelopeModelBinder))
        && info.GetCustomAttributes(inherit: true).All(attribute => attribute is RequiredAttribute or not ValidationAttribute)
        && BinderOf(parameter, info) is BinderTypeModelBinder;

    // Applications replace the token's binder to add timeouts, by one that derives from it
    private bool IsToken(ParameterDescriptor parameter) =>
        parameter is ControllerParameterDescriptor { ParameterInfo: var info }
        && parameter.ParameterType == typeof(CancellationToken)
        && BinderOf(parameter, info).GetType() == typeof(CancellationTokenModelBinder);

    private IModelBinder BinderOf(ParameterDescriptor parameter, ParameterInfo info)
    {
        var metadata = services.GetRequiredService<IModelMetadataProvider>();
        var model = metadata is ModelMetadataProvider provider ? provider.GetMetadataForParameter(info) : metadata.GetMetadataForType(parameter.ParameterType);
        return services.GetRequiredService<IModelBinderFactory>().CreateBinder(new ModelBinderFactoryContext { BindingInfo = parameter.BindingInfo, Metadata = model, CacheToken = parameter });
    }
}
