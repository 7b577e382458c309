using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Illow.AspNetCore.OpenApi;

/// <summary>The path as documents write it: without constraints, defaults and question marks, which OpenAPI has no notation for.</summary>
internal static class DescribedPath
{
    internal static string Of(ApiDescription description) =>
        string.Join('/', Parse(description).PathSegments.Select(segment => string.Concat(segment.Parts.Select(Write))));

    internal static RoutePattern Parse(ApiDescription description) => RoutePatternFactory.Parse(description.RelativePath ?? string.Empty);

    private static string Write(RoutePatternPart part) => part switch
    {
        RoutePatternLiteralPart literal => literal.Content,
        RoutePatternSeparatorPart separator => separator.Content,
        RoutePatternParameterPart parameter => $"{{{parameter.Name}}}",
        _ => string.Empty,
    };
}
