using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Illow.AspNetCore.OpenApi.Tests;

internal sealed class WebhookBodiesTransformer : IOpenApiOperationTransformer
{
    public async Task TransformAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.Description.GetIllowBodyTypes() is { Count: > 1 } types
            && operation.RequestBody?.Content?["application/json"] is { } body)
        {
            var union = new OpenApiSchema { AnyOf = [] };
            foreach (var type in types)
            {
                union.AnyOf.Add(await context.GetOrCreateSchemaAsync(type, cancellationToken: cancellationToken));
            }

            body.Schema = union;
        }
    }
}
