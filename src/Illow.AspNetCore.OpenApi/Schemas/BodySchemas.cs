using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Illow.AspNetCore.OpenApi.Schemas;

/// <summary>The types that stand for bodies in API descriptions, and their shapes for serializer options that lack them. Thread-safe.</summary>
internal sealed class BodySchemas : IJsonTypeInfoResolver
{
    private readonly ConcurrentDictionary<Type, IBodySchema> _byType = new();

    /// <summary>The type that describes a body whose metadata a handler reads as <paramref name="metadata"/>.</summary>
    internal Type TypeFor(Type metadata)
    {
        var schema = Shown(metadata) is var shown && shown == typeof(object) ? new BodySchema<object>() : Create(shown);
        return _byType.GetOrAdd(schema.Type, schema).Type;
    }

    public JsonTypeInfo? GetTypeInfo(Type type, JsonSerializerOptions options) =>
        _byType.TryGetValue(type, out var schema)
            ? schema.CreateTypeInfo(options)
            : ((IJsonTypeInfoResolver)DescriptionJsonContext.Default).GetTypeInfo(type, options);

    private static Type Shown(Type metadata)
    {
        if (metadata == typeof(DsrCreated))
        {
            return typeof(DsrCreatedMetadata);
        }

        var isAny = metadata == typeof(JsonElement) || metadata == typeof(JsonDocument) || metadata.IsAssignableTo(typeof(JsonNode));
        return isAny || (metadata.IsValueType && !RuntimeFeature.IsDynamicCodeSupported) ? typeof(object) : metadata;
    }

    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Compiled ahead, only reference types come here, and they share the code of BodySchema<object>")]
    private static IBodySchema Create(Type metadata) => (IBodySchema)Activator.CreateInstance(typeof(BodySchema<>).MakeGenericType(metadata))!;
}
