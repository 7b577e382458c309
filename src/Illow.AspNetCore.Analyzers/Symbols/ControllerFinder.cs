using Microsoft.CodeAnalysis;

namespace Illow.AspNetCore.Analyzers.Symbols;

/// <summary>Whether the application has rules of its own by which classes become controllers, as test hosts do.</summary>
internal static class ControllerFinder
{
    internal static bool IsReplaced(Compilation compilation) =>
        compilation.GetTypeByMetadataName("Microsoft.AspNetCore.Mvc.ApplicationParts.IApplicationFeatureProvider") is { } provider
        && Types(compilation.Assembly.GlobalNamespace).Any(type => type.Implements(provider));

    private static IEnumerable<INamedTypeSymbol> Types(INamespaceOrTypeSymbol container) =>
        container.GetMembers()
            .OfType<INamespaceOrTypeSymbol>()
            .SelectMany(member => member is INamedTypeSymbol type ? Types(type).Prepend(type) : Types(member));
}
