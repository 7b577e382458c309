using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.Extensions.Options;

namespace Illow.AspNetCore.Mvc;

/// <summary>
/// Gives a controller's properties their envelope, its metadata read with MVC's JSON options; <see cref="EnvelopeArguments"/> spares
/// the parameters of actions this way. Without a verified delivery it throws, as it does for an action that is not decorated.
/// </summary>
internal sealed class IllowEnvelopeModelBinder(IOptions<JsonOptions> json) : IModelBinder
{
    public Task BindModelAsync(ModelBindingContext bindingContext)
    {
        ArgumentNullException.ThrowIfNull(bindingContext);
        var delivery = VerifiedDeliveryFilter.Require(bindingContext.ActionContext);
        bindingContext.Result = EnvelopeReader.For(bindingContext.ModelType).TryRead(delivery, json.Value.JsonSerializerOptions, out var envelope)
            ? ModelBindingResult.Success(envelope)
            : ModelBindingResult.Failed();
        return Task.CompletedTask;
    }
}
