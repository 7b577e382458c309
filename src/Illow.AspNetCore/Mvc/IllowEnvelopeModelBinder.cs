using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json;
using Illow.AspNetCore.Middleware;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.Extensions.Options;

namespace Illow.AspNetCore.Mvc;

/// <summary>Gives actions their envelope, its metadata read with MVC's JSON options. Without a verified delivery it throws.</summary>
internal sealed class IllowEnvelopeModelBinder(IOptions<JsonOptions> json) : IModelBinder
{
    private delegate IllowEnvelope Reader(IllowEnvelope envelope, JsonSerializerOptions options);

    private static readonly MethodInfo ReadDefinition = typeof(IllowEnvelopeModelBinder).GetMethod(nameof(Read), BindingFlags.NonPublic | BindingFlags.Static)!;
    private static readonly ConcurrentDictionary<Type, Reader> Readers = new();

    public Task BindModelAsync(ModelBindingContext bindingContext)
    {
        ArgumentNullException.ThrowIfNull(bindingContext);
        var delivery = VerifiedDelivery.Require(bindingContext.HttpContext);
        try
        {
            var envelope = Readers.GetOrAdd(bindingContext.ModelType, CreateReader)(delivery.Envelope, json.Value.JsonSerializerOptions);
            bindingContext.Result = ModelBindingResult.Success(envelope);
        }
        catch (JsonException exception)
        {
            delivery.MetadataMismatch = new MetadataMismatchException(bindingContext.ModelType.GenericTypeArguments[0], exception);
            bindingContext.Result = ModelBindingResult.Failed();
        }

        return Task.CompletedTask;
    }

    [UnconditionalSuppressMessage("Trimming", "IL2060", Justification = "MVC is not trimmed; minimal endpoints bind without reflection")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "MVC does not run under Native AOT; minimal endpoints bind without reflection")]
    private static Reader CreateReader(Type modelType) => modelType == typeof(IllowEnvelope)
        ? static (envelope, _) => envelope
        : ReadDefinition.MakeGenericMethod(modelType.GenericTypeArguments[0]).CreateDelegate<Reader>();

    private static IllowEnvelope<T> Read<T>(IllowEnvelope envelope, JsonSerializerOptions options) => new(envelope, options);
}
