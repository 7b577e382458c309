using System.Collections.Immutable;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.Extensions.Options;

namespace Illow.AspNetCore.Mvc;

/// <summary>
/// Gives an action its envelopes and cancellation tokens, before any other action filter runs and without MVC's model binding:
/// docs/adr/0010. Thread-safe.
/// </summary>
internal sealed class EnvelopeArguments(ImmutableArray<EnvelopeArguments.Envelope> envelopes, ImmutableArray<string> tokens, IOptions<JsonOptions> json) : IActionFilter
{
    /// <param name="Name">The parameter's.</param>
    /// <param name="Reader">That of its type.</param>
    internal readonly record struct Envelope(string Name, EnvelopeReader Reader);

    public void OnActionExecuting(ActionExecutingContext context)
    {
        var delivery = VerifiedDeliveryFilter.Require(context);
        foreach (var (name, reader) in envelopes)
        {
            if (!reader.TryRead(delivery, json.Value.JsonSerializerOptions, out var envelope))
            {
                context.Result = AnswerResult.Of(delivery.MetadataMismatch!);
                return;
            }

            context.ActionArguments[name] = envelope;
        }

        foreach (var name in tokens)
        {
            context.ActionArguments[name] = context.HttpContext.RequestAborted;
        }
    }

    public void OnActionExecuted(ActionExecutedContext context)
    {
    }
}
