using Illow.AspNetCore.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Illow.AspNetCore.Analyzers.Events;

/// <summary>Finds the expressions that name events: arguments of [IllowWebhook], wherever it stands, and of MapIllowWebhook.</summary>
internal static class EventNameExpressions
{
    private const string Attribute = "IllowWebhook";

    /// <summary>The expressions of an attribute, if it is ours: positional arguments, or the elements of one array.</summary>
    internal static IEnumerable<ExpressionSyntax> Of(
        AttributeSyntax attribute, SemanticModel model, WellKnownTypes types, CancellationToken cancellationToken)
    {
        var name = attribute.Name switch
        {
            QualifiedNameSyntax qualified => qualified.Right.Identifier.ValueText,
            AliasQualifiedNameSyntax qualified => qualified.Name.Identifier.ValueText,
            SimpleNameSyntax simple => simple.Identifier.ValueText,
            _ => null,
        };
        return name is Attribute or Attribute + "Attribute"
            && attribute.ArgumentList is { } arguments
            && (model.GetSymbolInfo(attribute, cancellationToken).Symbol?.ContainingType).Is(types.IllowWebhook)
                ? arguments.Arguments.Where(a => a.NameEquals is null).SelectMany(a => Elements(a.Expression))
                : [];
    }

    internal static IEnumerable<ExpressionSyntax> Of(IInvocationOperation mapIllowWebhook) =>
        mapIllowWebhook.Arguments.Where(a => a.Parameter?.Name == "eventName").Select(a => a.Value.Syntax).OfType<ExpressionSyntax>();

    internal static IEnumerable<ExpressionSyntax> Of(IObjectCreationOperation attribute) =>
        (attribute.Syntax as BaseObjectCreationExpressionSyntax)?.ArgumentList?.Arguments.SelectMany(a => Elements(a.Expression)) ?? [];

    private static IEnumerable<ExpressionSyntax> Elements(ExpressionSyntax argument) => argument switch
    {
        ArrayCreationExpressionSyntax array => array.Initializer?.Expressions ?? [],
        ImplicitArrayCreationExpressionSyntax array => array.Initializer.Expressions,
        CollectionExpressionSyntax collection => collection.Elements.OfType<ExpressionElementSyntax>().Select(e => e.Expression),
        _ => [argument],
    };
}
