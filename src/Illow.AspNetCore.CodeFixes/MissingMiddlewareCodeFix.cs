using System.Collections.Immutable;
using System.Composition;
using Illow.AspNetCore.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace Illow.AspNetCore.CodeFixes;

/// <summary>ILLOW005: calls UseIllowWebhooks() where the application is built, which may be in another file.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
internal sealed class MissingMiddlewareCodeFix : CodeFixProvider
{
    public override ImmutableArray<string> FixableDiagnosticIds => [RuleIds.MissingMiddleware];

    // One call resolves every finding: nothing is left for a fix of all
    public override FixAllProvider? GetFixAllProvider() => null;

    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (var document in context.Document.Project.Documents.OrderByDescending(d => d.Id == context.Document.Id))
        {
            if (await BuildingOf(document, context.CancellationToken).ConfigureAwait(false) is var (root, app, start))
            {
                var corrected = document.WithSyntaxRoot(PipelinePlace.Insert(root, app, start));
                context.RegisterCodeFix(
                    CodeAction.Create(
                        $"Call {app}.UseIllowWebhooks()",
                        cancel => Formatter.FormatAsync(corrected, Formatter.Annotation, cancellationToken: cancel),
                        nameof(MissingMiddlewareCodeFix)),
                    context.Diagnostics);
                return;
            }
        }
    }

    /// <summary>Where a file builds an application: a variable of that type, or the parameter of a Configure method.</summary>
    private static async Task<(SyntaxNode Root, string App, SyntaxNode Start)?> BuildingOf(
        Document document, CancellationToken cancellationToken)
    {
        var text = await document.GetTextAsync(cancellationToken).ConfigureAwait(false);
        if (!MayBuild(text.ToString())
            || await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false) is not { } root
            || await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false) is not { } model)
        {
            return null;
        }

        foreach (var declaration in root.DescendantNodes().OfType<LocalDeclarationStatementSyntax>())
        {
            var variable = declaration.Declaration.Variables[0];
            if (model.GetDeclaredSymbol(variable, cancellationToken) is ILocalSymbol { Type.Name: "WebApplication" }
                && PipelinePlace.Siblings(declaration).Any())
            {
                return (root, variable.Identifier.ValueText, declaration);
            }
        }

        var configure = root.DescendantNodes()
            .OfType<MethodDeclarationSyntax>()
            .FirstOrDefault(m => m is { Identifier.ValueText: "Configure", Body: not null });
        var parameter = configure?.ParameterList.Parameters.FirstOrDefault(IsApplication);
        return parameter is null ? null : (root, parameter.Identifier.ValueText, configure!.Body!);
    }

    // Cheap, so that not every document is parsed and bound
    private static bool MayBuild(string text) =>
        text.Contains(".Build()") || text.Contains("IApplicationBuilder") || text.Contains("WebApplication");

    private static bool IsApplication(ParameterSyntax parameter) =>
        parameter.Type?.ToString() is "IApplicationBuilder" or "WebApplication";
}
