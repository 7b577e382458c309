using System.Collections.Immutable;
using System.Composition;
using Illow.AspNetCore.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Simplification;

namespace Illow.AspNetCore.CodeFixes;

/// <summary>ILLOW007 and ILLOW008: gives a handler the parameter that it lacks.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
internal sealed class ParameterCodeFix : CodeFixProvider
{
    public override ImmutableArray<string> FixableDiagnosticIds => [RuleIds.Cancellation, RuleIds.OpenHandler];

    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in context.Diagnostics)
        {
            var (type, name) = diagnostic.Id == RuleIds.Cancellation
                ? ("System.Threading.CancellationToken", "cancellationToken")
                : ("Illow.AspNetCore.IllowEnvelope", "envelope");
            if (root is not null
                && ParametersAt(root.FindNode(diagnostic.Location.SourceSpan)) is { } parameters
                && !parameters.Parameters.Any(p => p.Identifier.ValueText == name))
            {
                context.RegisterCodeFix(
                    CodeAction.Create(
                        $"Add the parameter '{name}'",
                        cancel => AddAsync(context.Document, parameters, type, name, cancel),
                        name),
                    diagnostic);
            }
        }
    }

    private static ParameterListSyntax? ParametersAt(SyntaxNode node) => node switch
    {
        ArgumentSyntax argument => ParametersAt(argument.Expression),
        ParameterListSyntax parameters => parameters,
        ParenthesizedLambdaExpressionSyntax lambda => lambda.ParameterList,
        MethodDeclarationSyntax method => method.ParameterList,
        _ => null,
    };

    private static async Task<Document> AddAsync(
        Document document, ParameterListSyntax list, string typeName, string name, CancellationToken cancellationToken)
    {
        var editor = await DocumentEditor.CreateAsync(document, cancellationToken).ConfigureAwait(false);
        if (editor.SemanticModel.Compilation.GetTypeByMetadataName(typeName) is not { } type)
        {
            return document;
        }

        var typeSyntax = (TypeSyntax)editor.Generator.TypeExpression(type)
            .WithAdditionalAnnotations(Simplifier.Annotation, Simplifier.AddImportsAnnotation)
            .WithTrailingTrivia(SyntaxFactory.Space);
        var parameter = SyntaxFactory.Parameter(SyntaxFactory.Identifier(name)).WithType(typeSyntax);
        var parameters = list.Parameters;

        // Behind a parameter that may be left out, none may follow that may not
        var index = parameters.IndexOf(p => p.Default is not null || p.Modifiers.Any(SyntaxKind.ParamsKeyword));
        if (index == 0)
        {
            var second = parameters[0].WithLeadingTrivia(SyntaxFactory.Space);
            parameters = parameters.Replace(parameters[0], second).Insert(0, parameter);
        }
        else
        {
            var at = index < 0 ? parameters.Count : index;
            parameters = parameters.Insert(at, at == 0 ? parameter : parameter.WithLeadingTrivia(SyntaxFactory.Space));
        }

        editor.ReplaceNode(list, list.WithParameters(parameters));

        return editor.GetChangedDocument();
    }
}
