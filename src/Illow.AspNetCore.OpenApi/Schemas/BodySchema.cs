using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Illow.AspNetCore.OpenApi.Schemas;

/// <summary>The shape of <typeparamref name="TBody"/>, for options whose resolvers know only what was compiled ahead.</summary>
/// <typeparam name="TBody"><see cref="IllowWebhookBody{T}"/> or a class with its members.</typeparam>
/// <typeparam name="TMetadata">The type of its metadata.</typeparam>
internal sealed class BodySchema<TBody, TMetadata> : IBodySchema
    where TBody : notnull
    where TMetadata : notnull
{
    public Type Type => typeof(TBody);

    public JsonTypeInfo CreateTypeInfo(JsonSerializerOptions options) =>
        JsonMetadataServices.CreateObjectInfo(options, new JsonObjectInfoValues<TBody>
        {
            PropertyMetadataInitializer = _ =>
            [
                Property<string>(options, nameof(IllowWebhookBody<>.CompanyId)),
                Property<string>(options, nameof(IllowWebhookBody<>.SiteId)),
                Property<string>(options, nameof(IllowWebhookBody<>.IdempotencyKey)),
                Property<TMetadata>(options, nameof(IllowWebhookBody<>.Metadata)),
            ],
        });

    private static JsonPropertyInfo Property<TProperty>(JsonSerializerOptions options, string name)
    {
        var property = Find(name);
        var info = JsonMetadataServices.CreatePropertyInfo(options, new JsonPropertyInfoValues<TProperty>
        {
            IsProperty = true,
            IsPublic = true,
            DeclaringType = typeof(TBody),
            PropertyName = name,
            JsonPropertyName = property.GetCustomAttribute<JsonPropertyNameAttribute>()!.Name,
            // The exporter refuses what is required and cannot be set
            Getter = static _ => default,
            Setter = static (_, _) => { },
            AttributeProviderFactory = () => property,
        });
        if (Nullable.GetUnderlyingType(typeof(TProperty)) is null)
        {
            info.IsGetNullable = false;
            info.IsSetNullable = false;
        }

        return info;
    }

    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicProperties, typeof(IllowWebhookBody<>))]
    [UnconditionalSuppressMessage(
        "Trimming",
        "IL2090",
        Justification = "Of IllowWebhookBody<> they are kept, and other bodies are made only where nothing is trimmed")]
    private static PropertyInfo Find(string name) => typeof(TBody).GetProperty(name)!;
}
