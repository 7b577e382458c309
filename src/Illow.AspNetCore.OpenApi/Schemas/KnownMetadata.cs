using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Illow.AspNetCore.OpenApi.Schemas;

/// <summary>
/// The types that stand for the data of known events in API descriptions: their records read any value, and no generator can look into what
/// reads them. Thread-safe.
/// </summary>
internal static class KnownMetadata
{
    private static readonly ConcurrentDictionary<Type, Type> Shown = new();
    private static readonly ConcurrentDictionary<Type, IBodySchema> Schemas = new();

    internal static Type TypeFor(IllowKnownEvent known) => Shown.GetOrAdd(known.MetadataType, Add, known);

    internal static IBodySchema? SchemaOf(Type shown) => Schemas.GetValueOrDefault(shown);

    [UnconditionalSuppressMessage(
        "AOT", "IL3050", Justification = "Compiled ahead, the record stands for itself, and reference types share the code of object")]
    [UnconditionalSuppressMessage("Trimming", "IL2071", Justification = "Known events keep the properties of their records")]
    [UnconditionalSuppressMessage("Trimming", "IL2076", Justification = "What is trimmed is compiled ahead, and makes no classes")]
    private static Type Add(Type record, IllowKnownEvent known)
    {
        var shown = RuntimeFeature.IsDynamicCodeSupported ? NamedBodyType.CreateOpen(known.MetadataType) : record;
        Schemas[shown] = (IBodySchema)Activator.CreateInstance(typeof(Schema<>).MakeGenericType(shown))!;
        return shown;
    }

    /// <summary>The members of a record of texts and dates, without what reads them.</summary>
    private sealed class Schema<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] T> : IBodySchema
        where T : notnull
    {
        public Type Type => typeof(T);

        public JsonTypeInfo CreateTypeInfo(JsonSerializerOptions options) =>
            JsonMetadataServices.CreateObjectInfo(options, new JsonObjectInfoValues<T>
            {
                PropertyMetadataInitializer = _ =>
                [
                    .. typeof(T).GetProperties()
                        .Where(property => property.GetCustomAttribute<JsonPropertyNameAttribute>() is not null)
                        .Select(property => Property(options, property)),
                ],
            });

        private static JsonPropertyInfo Property(JsonSerializerOptions options, PropertyInfo property) =>
            property.PropertyType == typeof(string) ? Property<string>(options, property)
            : property.PropertyType == typeof(DateTimeOffset?) ? Property<DateTimeOffset?>(options, property)
            : Property<object>(options, property);

        private static JsonPropertyInfo Property<TProperty>(JsonSerializerOptions options, PropertyInfo property) =>
            JsonMetadataServices.CreatePropertyInfo(options, new JsonPropertyInfoValues<TProperty>
            {
                IsProperty = true,
                IsPublic = true,
                DeclaringType = typeof(T),
                PropertyName = property.Name,
                JsonPropertyName = property.GetCustomAttribute<JsonPropertyNameAttribute>()!.Name,
                Getter = static _ => default,
                Setter = static (_, _) => { },
                AttributeProviderFactory = () => property,
            });
    }
}
