using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Illow.AspNetCore.Routing;

/// <summary>
/// Stands for one decorated endpoint between the first and the last of our policies, so that the graph never holds the endpoint itself.
/// Other policies see its metadata but for two things: it takes POST alone, whatever it was mapped with, and any content type.
/// </summary>
/// <remarks>
/// With its own content types an endpoint that binds the body would be parted from those of its URL that do not, and a delivery in
/// another spelling of JSON would reach the wrong half: which types are taken is the receiver's to check, after the candidates.
/// </remarks>
internal sealed record PlaceholderEndpoint(RouteEndpoint Original)
{
    internal static RouteEndpoint For(RouteEndpoint decorated)
    {
        var metadata = decorated.Metadata.Where(item => item is not (IAcceptsMetadata or IHttpMethodMetadata)).ToList();
        metadata.Add(new HttpMethodMetadata([HttpMethods.Post], acceptCorsPreflight: decorated.Metadata.GetMetadata<IEnableCorsAttribute>() is not null));
        metadata.Add(new PlaceholderEndpoint(decorated));
        return new RouteEndpoint(SyntheticEndpoint.Refuse, decorated.RoutePattern, decorated.Order, new EndpointMetadataCollection(metadata), decorated.DisplayName);
    }

    internal static RouteEndpoint OriginalOf(RouteEndpoint endpoint) => endpoint.Metadata.GetMetadata<PlaceholderEndpoint>()?.Original ?? endpoint;
}
