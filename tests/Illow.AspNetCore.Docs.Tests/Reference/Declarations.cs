using Microsoft.CodeAnalysis;

namespace Illow.AspNetCore.Docs.Tests.Reference;

/// <summary>Symbols written as C# declares them, names without their namespaces.</summary>
internal static class Declarations
{
    internal static readonly SymbolDisplayFormat Name = new(
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameOnly,
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters);

    internal static readonly SymbolDisplayFormat Member = new(
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameOnly,
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters | SymbolDisplayGenericsOptions.IncludeTypeConstraints,
        memberOptions: SymbolDisplayMemberOptions.IncludeType | SymbolDisplayMemberOptions.IncludeParameters
            | SymbolDisplayMemberOptions.IncludeModifiers | SymbolDisplayMemberOptions.IncludeAccessibility
            | SymbolDisplayMemberOptions.IncludeRef,
        parameterOptions: SymbolDisplayParameterOptions.IncludeType | SymbolDisplayParameterOptions.IncludeName
            | SymbolDisplayParameterOptions.IncludeDefaultValue | SymbolDisplayParameterOptions.IncludeExtensionThis
            | SymbolDisplayParameterOptions.IncludeModifiers,
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.UseSpecialTypes
            | SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier
            | SymbolDisplayMiscellaneousOptions.AllowDefaultLiteral);

    private static readonly SymbolDisplayFormat Types = Member.WithMemberOptions(SymbolDisplayMemberOptions.None);

    /// <summary>The namespace to be used, and the type with what it derives from.</summary>
    internal static string Of(INamedTypeSymbol type)
    {
        var modifiers = type switch
        {
            { TypeKind: TypeKind.Interface or TypeKind.Enum } => string.Empty,
            { IsStatic: true } => "static ",
            { TypeKind: TypeKind.Struct, IsReadOnly: true } => "readonly ",
            { TypeKind: TypeKind.Class, IsAbstract: true } => "abstract ",
            { TypeKind: TypeKind.Class, IsSealed: true } => "sealed ",
            _ => string.Empty,
        };
        var keyword = (type.IsRecord ? "record " : string.Empty) + type.TypeKind.ToString().ToLowerInvariant();
        var parents = Parents(type).Select(parent => parent.ToDisplayString(Types)).ToList();
        keyword = keyword.Replace("record class", "record", StringComparison.Ordinal);
        return $"namespace {type.ContainingNamespace};\n\npublic {modifiers}{keyword} {type.ToDisplayString(Types)}"
            + (parents.Count > 0 ? " : " + string.Join(", ", parents) : string.Empty);
    }

    internal static string TypeOf(ISymbol member) => (member switch
    {
        IPropertySymbol property => property.Type,
        IFieldSymbol field => field.Type,
        _ => throw new ArgumentException($"{member} has no type.", nameof(member)),
    }).ToDisplayString(Types);

    // Of records the compiler adds IEquatable<T>, of structs and enums the runtime's own bases: not what anybody wrote
    private static IEnumerable<INamedTypeSymbol> Parents(INamedTypeSymbol type) =>
        (type.TypeKind == TypeKind.Class && type.BaseType is { SpecialType: SpecialType.None } parent ? new[] { parent } : [])
        .Concat(type.TypeKind == TypeKind.Enum ? [] : type.Interfaces)
        .Where(one => one.DeclaredAccessibility == Accessibility.Public && one.Name != "IEquatable");
}
