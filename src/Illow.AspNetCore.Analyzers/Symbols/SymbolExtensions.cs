using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Illow.AspNetCore.Analyzers.Symbols;

internal static class SymbolExtensions
{
    internal static bool Is(this ISymbol? symbol, ISymbol? other) =>
        other is not null && SymbolEqualityComparer.Default.Equals(symbol, other);

    internal static bool IsOrDerivesFrom(this ITypeSymbol? type, INamedTypeSymbol? ancestor) =>
        type.AndBaseTypes().Any(t => t.Is(ancestor));

    /// <summary>Whether the type is declared in the namespace of another framework, which the package does not refer to.</summary>
    internal static bool IsIn(this ITypeSymbol type, string @namespace) => type.ContainingNamespace?.ToDisplayString() == @namespace;

    internal static bool Implements(this ITypeSymbol? type, INamedTypeSymbol? @interface) =>
        type is not null && type.AllInterfaces.Any(i => i.Is(@interface));

    internal static IEnumerable<ITypeSymbol> AndBaseTypes(this ITypeSymbol? type)
    {
        for (var t = type; t is not null; t = t.BaseType)
        {
            yield return t;
        }
    }

    /// <summary>The method and those that it overrides, of which it inherits the attributes.</summary>
    internal static IEnumerable<IMethodSymbol> AndOverridden(this IMethodSymbol method)
    {
        for (var m = method; m is not null; m = m.OverriddenMethod)
        {
            yield return m;
        }
    }

    internal static bool Has(this ISymbol symbol, INamedTypeSymbol? attribute) =>
        symbol.GetAttributes().Any(a => a.AttributeClass.IsOrDerivesFrom(attribute));

    internal static ImmutableArray<AttributeData> Declarations(this ISymbol symbol, WellKnownTypes types) =>
        [.. symbol.GetAttributes().Where(a => a.AttributeClass.Is(types.IllowWebhook))];

    internal static ImmutableArray<AttributeData> InheritedDeclarations(this IMethodSymbol method, WellKnownTypes types) =>
        [.. method.AndOverridden().SelectMany(m => m.Declarations(types))];

    /// <summary>Whether code outside of the compilation could not name the symbol.</summary>
    internal static bool IsHidden(this ISymbol symbol)
    {
        for (var s = symbol; s is not null and not INamespaceSymbol; s = s.ContainingSymbol)
        {
            if (s.DeclaredAccessibility is Accessibility.Private)
            {
                return true;
            }
        }

        return false;
    }
}
