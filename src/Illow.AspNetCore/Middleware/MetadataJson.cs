using System.Text.Json;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.Extensions.Options;
using HttpJsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;
using MvcJsonOptions = Microsoft.AspNetCore.Mvc.JsonOptions;

namespace Illow.AspNetCore.Middleware;

/// <summary>
/// The application's JSON options for metadata: MVC's where an action takes it, those of minimal endpoints everywhere else.
/// </summary>
internal sealed class MetadataJson(IOptions<HttpJsonOptions> minimal, IOptions<MvcJsonOptions> mvc)
{
    internal JsonSerializerOptions Default => minimal.Value.SerializerOptions;

    internal JsonSerializerOptions For(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<ActionDescriptor>() is null ? Default : mvc.Value.JsonSerializerOptions;
}
