using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Illow.AspNetCore.OpenApi.Schemas;

/// <summary>The types that stand for bodies in API descriptions, and their shapes for serializers. Thread-safe.</summary>
internal sealed class BodySchemas : IJsonTypeInfoResolver
{
    private readonly ConcurrentDictionary<Type, IBodySchema> _byMetadata = new();
    private readonly ConcurrentDictionary<Type, IBodySchema> _byType = new();

    /// <summary>The type that describes a body whose metadata a handler reads as <paramref name="metadata"/>.</summary>
    internal Type TypeFor(Type metadata) => _byMetadata.GetOrAdd(Shown(metadata), Add).Type;

    public JsonTypeInfo? GetTypeInfo(Type type, JsonSerializerOptions options) =>
        _byType.TryGetValue(type, out var schema)
            ? schema.CreateTypeInfo(options)
            : KnownMetadata.SchemaOf(type) is { } known ? known.CreateTypeInfo(options)
            : ((IJsonTypeInfoResolver)DescriptionJsonContext.Default).GetTypeInfo(type, options);

    private static Type Shown(Type metadata)
    {
        if (IllowEvents.Known.FirstOrDefault(known => known.MetadataType == metadata) is { } known)
        {
            return KnownMetadata.TypeFor(known);
        }

        var isAny = metadata == typeof(JsonElement) || metadata == typeof(JsonDocument) || metadata.IsAssignableTo(typeof(JsonNode));
        return isAny || (metadata.IsValueType && !RuntimeFeature.IsDynamicCodeSupported) ? typeof(object) : metadata;
    }

    private IBodySchema Add(Type metadata)
    {
        var schema = Create(metadata);
        _byType[schema.Type] = schema;
        return schema;
    }

    [UnconditionalSuppressMessage(
        "AOT", "IL3050", Justification = "Compiled ahead, only reference types come here, and they share the code of object")]
    private static IBodySchema Create(Type metadata)
    {
        if (!RuntimeFeature.IsDynamicCodeSupported && metadata == typeof(object))
        {
            return new BodySchema<IllowWebhookBody<object>, object>();
        }

        var body = RuntimeFeature.IsDynamicCodeSupported
            ? NamedBodyType.Create(metadata)
            : typeof(IllowWebhookBody<>).MakeGenericType(metadata);
        return (IBodySchema)Activator.CreateInstance(typeof(BodySchema<,>).MakeGenericType(body, metadata))!;
    }
}
