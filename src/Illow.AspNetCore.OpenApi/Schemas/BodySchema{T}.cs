using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Illow.AspNetCore.OpenApi.Schemas;

/// <summary>The shape of <see cref="IllowWebhookBody{T}"/>, for options whose resolvers know only what was compiled ahead.</summary>
internal sealed class BodySchema<T> : IBodySchema
    where T : notnull
{
    public Type Type => typeof(IllowWebhookBody<T>);

    public JsonTypeInfo CreateTypeInfo(JsonSerializerOptions options) => JsonMetadataServices.CreateObjectInfo(options, new JsonObjectInfoValues<IllowWebhookBody<T>>
    {
        PropertyMetadataInitializer = _ =>
        [
            Property<string>(options, nameof(IllowWebhookBody<>.CompanyId)),
            Property<string>(options, nameof(IllowWebhookBody<>.SiteId)),
            Property<string>(options, nameof(IllowWebhookBody<>.IdempotencyKey)),
            Property<T>(options, nameof(IllowWebhookBody<>.Metadata)),
        ],
    });

    private static JsonPropertyInfo Property<TProperty>(JsonSerializerOptions options, string name)
    {
        var property = Find(name);
        var info = JsonMetadataServices.CreatePropertyInfo(options, new JsonPropertyInfoValues<TProperty>
        {
            IsProperty = true,
            IsPublic = true,
            DeclaringType = typeof(IllowWebhookBody<T>),
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
    private static PropertyInfo Find(string name) => typeof(IllowWebhookBody<T>).GetProperty(name)!;
}
