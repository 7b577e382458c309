using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Illow.AspNetCore.Description.Schemas;

/// <summary>
/// Lets Microsoft.AspNetCore.OpenApi, which looks at types through these options, see our bodies in an application compiled ahead. Asked
/// last, so the application's own resolvers decide first; not there at all where nothing describes the API.
/// </summary>
internal sealed class AddBodySchemas(BodySchemas schemas, IServiceProviderIsService services) : IPostConfigureOptions<JsonOptions>
{
    public void PostConfigure(string? name, JsonOptions options)
    {
        if (services.IsService(typeof(IApiDescriptionGroupCollectionProvider)) && !options.SerializerOptions.IsReadOnly)
        {
            options.SerializerOptions.TypeInfoResolverChain.Add(schemas);
        }
    }
}
