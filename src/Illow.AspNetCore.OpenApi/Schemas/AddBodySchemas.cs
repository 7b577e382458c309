using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace Illow.AspNetCore.OpenApi.Schemas;

/// <summary>
/// Lets Microsoft.AspNetCore.OpenApi, which looks at types through these options, see our bodies in an application compiled ahead. Asked
/// last, so the application's own resolvers decide first.
/// </summary>
internal sealed class AddBodySchemas(BodySchemas schemas) : IPostConfigureOptions<JsonOptions>
{
    public void PostConfigure(string? name, JsonOptions options)
    {
        if (!options.SerializerOptions.IsReadOnly)
        {
            options.SerializerOptions.TypeInfoResolverChain.Add(schemas);
        }
    }
}
