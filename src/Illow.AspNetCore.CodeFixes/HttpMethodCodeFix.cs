using System.Collections.Immutable;
using System.Composition;
using Illow.AspNetCore.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Illow.AspNetCore.CodeFixes;

/// <summary>ILLOW003: [HttpGet] goes, [HttpGet("route")] becomes [HttpPost("route")], MapGet becomes MapPost.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
internal sealed class HttpMethodCodeFix : CodeFixProvider
{
    public override ImmutableArray<string> FixableDiagnosticIds => [RuleIds.HttpMethod];

    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in context.Diagnostics)
        {
            var (title, corrected) = root?.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: false) switch
            {
                AttributeSyntax { ArgumentList: null or { Arguments.Count: 0 }, Parent.Parent: MemberDeclarationSyntax } attribute =>
                    ($"Remove [{attribute.Name}]", Removed(root, attribute)),
                AttributeSyntax attribute when !attribute.Name.ToString().Contains("AcceptVerbs") =>
                    ("Change to [HttpPost]", root.ReplaceNode(attribute.Name, SyntaxFactory.IdentifierName("HttpPost"))),
                SimpleNameSyntax { Identifier: { ValueText: not "MapMethods" } name } =>
                    ("Change to MapPost", root.ReplaceToken(name, SyntaxFactory.Identifier("MapPost").WithTriviaFrom(name))),
                _ => (null, null),
            };
            if (title is not null && corrected is not null)
            {
                var document = context.Document.WithSyntaxRoot(corrected);
                context.RegisterCodeFix(
                    CodeAction.Create(title, _ => Task.FromResult(document), nameof(HttpMethodCodeFix)), diagnostic);
            }
        }
    }

    // Trivia by hand: the comments and the indent above a list belong to the method
    private static SyntaxNode Removed(SyntaxNode root, AttributeSyntax attribute)
    {
        var list = (AttributeListSyntax)attribute.Parent!;
        if (list.Attributes.Count > 1)
        {
            var others = list.Attributes.Remove(attribute);
            var first = others[0].WithLeadingTrivia(list.Attributes[0].GetLeadingTrivia());
            return root.ReplaceNode(list, list.WithAttributes(others.Replace(others[0], first)));
        }

        var method = (MemberDeclarationSyntax)list.Parent!;
        var bare = method.WithAttributeLists(method.AttributeLists.Remove(list));
        return root.ReplaceNode(method, bare.WithLeadingTrivia(method.GetLeadingTrivia()));
    }
}
