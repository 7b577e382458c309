using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Illow.AspNetCore.OpenApi.Schemas;

/// <summary>A body for one type of metadata, which says its shape without reflection over its members.</summary>
internal interface IBodySchema
{
    /// <summary>The type that a description names.</summary>
    Type Type { get; }

    JsonTypeInfo CreateTypeInfo(JsonSerializerOptions options);
}
