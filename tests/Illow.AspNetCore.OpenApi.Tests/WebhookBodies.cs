using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Illow.AspNetCore.OpenApi.Tests;

internal sealed class WebhookBodies : IOperationFilter
{
    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        if (context.ApiDescription.GetIllowBodyTypes() is { Count: > 1 } types
            && operation.RequestBody?.Content?["application/json"] is { } body)
        {
            var schemas = types.Select(type => context.SchemaGenerator.GenerateSchema(type, context.SchemaRepository));
            body.Schema = new OpenApiSchema { AnyOf = [.. schemas] };
        }
    }
}
