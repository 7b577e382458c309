using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Illow.AspNetCore.Middleware;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.ModelBinding.Validation;

namespace Illow.AspNetCore.Mvc;

/// <summary>
/// Binds envelopes of actions and of controllers' properties. Without a verified delivery it
/// throws, as it does for an action that is not decorated.
/// </summary>
internal sealed class IllowEnvelopeModelBinder : IModelBinder
{
    private delegate IllowEnvelope Read(IllowEnvelope envelope);

    private static readonly MethodInfo TypedDefinition =
        typeof(IllowEnvelopeModelBinder).GetMethod(nameof(ReadTyped), BindingFlags.NonPublic | BindingFlags.Static)!;
    private static readonly ConcurrentDictionary<Type, Read> Reads = new() { [typeof(IllowEnvelope)] = static envelope => envelope };

    public Task BindModelAsync(ModelBindingContext bindingContext)
    {
        ArgumentNullException.ThrowIfNull(bindingContext);
        var delivery = VerifiedDeliveryFilter.Require(bindingContext.ActionContext);
        try
        {
            var envelope = Reads.GetOrAdd(bindingContext.ModelType, CreateRead)(delivery.Envelope);
            bindingContext.ValidationState[envelope] = new ValidationStateEntry { Strategy = MetadataValidation.Instance };
            bindingContext.Result = ModelBindingResult.Success(envelope);
        }
        catch (JsonException exception)
        {
            var mismatch = delivery.MetadataMismatch = new MetadataMismatchException(
                bindingContext.ModelType.GenericTypeArguments[0], exception);
            if (!AnswersMismatch(bindingContext.ActionContext))
            {
                throw mismatch;
            }

            bindingContext.Result = ModelBindingResult.Failed();
        }

        return Task.CompletedTask;
    }

    // A convention of the application may have taken the attribute's filter away, and then the action would run without an envelope
    private static bool AnswersMismatch(ActionContext context) =>
        context.ActionDescriptor.FilterDescriptors.Any(filter => filter.Filter is IllowWebhookAttribute);

    [UnconditionalSuppressMessage("Trimming", "IL2060", Justification = "MVC is not trimmed; minimal endpoints bind without reflection")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "MVC does not run under Native AOT; "
        + "minimal endpoints bind without reflection")]
    private static Read CreateRead(Type type) => TypedDefinition.MakeGenericMethod(type.GenericTypeArguments[0]).CreateDelegate<Read>();

    private static IllowEnvelope<T> ReadTyped<T>(IllowEnvelope envelope) => new(envelope);

    /// <summary>Validates the metadata: it is the sender's, while all else of an envelope was checked before.</summary>
    private sealed class MetadataValidation : IValidationStrategy
    {
        internal static readonly MetadataValidation Instance = new();

        public IEnumerator<ValidationEntry> GetChildren(ModelMetadata metadata, string key, object model)
        {
            if (metadata.Properties[nameof(IllowEnvelope<>.Metadata)] is { } property && !IsJson(property.ModelType))
            {
                yield return new ValidationEntry(
                    property, ModelNames.CreatePropertyModelName(key, property.Name), property.PropertyGetter!(model));
            }
        }

        // Nothing in JSON itself can be validated, and its nodes refer to each other in circles
        private static bool IsJson(Type type) =>
            type == typeof(JsonElement) || type == typeof(JsonDocument) || type.IsAssignableTo(typeof(JsonNode));
    }
}
