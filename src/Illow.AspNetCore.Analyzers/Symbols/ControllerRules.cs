using Microsoft.CodeAnalysis;

namespace Illow.AspNetCore.Analyzers.Symbols;

/// <summary>What MVC takes for a controller, and for an action of one.</summary>
internal static class ControllerRules
{
    internal const string Suffix = "Controller";

    /// <summary>Whether the type is meant for a controller: by name, by attribute or by its base.</summary>
    internal static bool IsMeantAsController(INamedTypeSymbol type, WellKnownTypes types) =>
        type.TypeKind == TypeKind.Class && !type.IsStatic
        && !type.AndBaseTypes().Any(t => t.Has(types.NonController))
        && (type.Name.EndsWith(Suffix, StringComparison.OrdinalIgnoreCase) || type.AndBaseTypes().Any(t => t.Has(types.Controller)));

    /// <summary>Why MVC takes neither the type that is meant for a controller nor a derived class as one; null where it may.</summary>
    internal static string? WhyNoController(INamedTypeSymbol type) =>
        type.ContainingType is null && type.DeclaredAccessibility != Accessibility.Public
            ? $"the controller '{type.Name}' is not public"
            : null;

    /// <summary>Why MVC does not take the type itself as a controller, although a derived class may be one; null where it does.</summary>
    internal static string? WhyOnlyDerived(INamedTypeSymbol type)
    {
        if (type.IsAbstract)
        {
            return null;
        }

        if (type.ContainingType is not null)
        {
            return $"the controller '{type.Name}' is nested in '{type.ContainingType.Name}', and MVC finds top-level classes only";
        }

        return type.IsGenericType ? $"the controller '{type.Name}' is generic" : null;
    }

    /// <summary>Why MVC does not take a method as an action; null where it does. An abstract one counts where it is implemented.</summary>
    internal static string? WhyNoAction(IMethodSymbol method, WellKnownTypes types)
    {
        if (method.DeclaredAccessibility != Accessibility.Public)
        {
            return "the method is not public";
        }

        if (method.IsStatic)
        {
            return "the method is static";
        }

        if (method.IsGenericMethod)
        {
            return "the method is generic";
        }

        return method.AndOverridden().Any(m => m.Has(types.NonAction)) ? "[NonAction] keeps MVC from taking it as an action" : null;
    }

    internal static bool IsAction(IMethodSymbol method, WellKnownTypes types) =>
        method is { MethodKind: MethodKind.Ordinary, IsAbstract: false } && WhyNoAction(method, types) is null;

    internal static bool IsController(INamedTypeSymbol type, WellKnownTypes types) =>
        !type.IsAbstract && IsMeantAsController(type, types) && WhyNoController(type) is null && WhyOnlyDerived(type) is null;
}
