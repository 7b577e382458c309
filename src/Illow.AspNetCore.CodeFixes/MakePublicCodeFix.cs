using System.Collections.Immutable;
using System.Composition;
using Illow.AspNetCore.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace Illow.AspNetCore.CodeFixes;

/// <summary>ILLOW004: makes the method or its class public, where that is what it lacks.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
internal sealed class MakePublicCodeFix : CodeFixProvider
{
    public override ImmutableArray<string> FixableDiagnosticIds => [RuleIds.NoAction];

    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in context.Diagnostics)
        {
            var method = root?.FindToken(diagnostic.Location.SourceSpan.Start).Parent?.FirstAncestorOrSelf<MethodDeclarationSyntax>();
            if (method is null || !diagnostic.Properties.TryGetValue(RuleIds.MakePublicKey, out var what))
            {
                continue;
            }

            SyntaxNode? hidden = what switch
            {
                nameof(SymbolKind.Method) => method,
                nameof(SymbolKind.NamedType) when method.Parent is TypeDeclarationSyntax type && !IsFileOrPartial(type) => type,
                _ => null,
            };
            if (hidden is not null)
            {
                var name = hidden is TypeDeclarationSyntax declaration ? declaration.Identifier.ValueText : method.Identifier.ValueText;
                var generator = SyntaxGenerator.GetGenerator(context.Document);
                var title = $"Make '{name}' public";
                var shown = root!.ReplaceNode(hidden, generator.WithAccessibility(hidden, Accessibility.Public));
                context.RegisterCodeFix(
                    CodeAction.Create(
                        title,
                        _ => Task.FromResult(context.Document.WithSyntaxRoot(shown)),
                        nameof(MakePublicCodeFix) + what),
                    diagnostic);
            }
        }
    }

    private static bool IsFileOrPartial(TypeDeclarationSyntax type) =>
        type.Modifiers.Any(SyntaxKind.FileKeyword) || type.Modifiers.Any(SyntaxKind.PartialKeyword);
}
