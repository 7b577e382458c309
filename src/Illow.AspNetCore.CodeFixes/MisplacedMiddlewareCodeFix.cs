using System.Collections.Immutable;
using System.Composition;
using Illow.AspNetCore.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Illow.AspNetCore.CodeFixes;

/// <summary>ILLOW006: moves a UseIllowWebhooks() that is a whole statement to its place among the statements beside it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
internal sealed class MisplacedMiddlewareCodeFix : CodeFixProvider
{
    public override ImmutableArray<string> FixableDiagnosticIds => [RuleIds.MisplacedMiddleware];

    public override FixAllProvider? GetFixAllProvider() => null;

    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        if (root?.FindNode(context.Span).Parent is MemberAccessExpressionSyntax
            {
                Expression: IdentifierNameSyntax app,
                Parent: InvocationExpressionSyntax { Parent: ExpressionStatementSyntax statement },
            }
            && PipelinePlace.Siblings(statement).ToList() is var siblings
            && siblings.Find(s => PipelinePlace.Calls(s, "UseRouting")) is { } routing)
        {
            context.RegisterCodeFix(
                CodeAction.Create(
                    "Move UseIllowWebhooks() behind UseRouting()",
                    _ => Task.FromResult(context.Document.WithSyntaxRoot(Moved(root, statement, routing, app.Identifier.ValueText))),
                    nameof(MisplacedMiddlewareCodeFix)),
                context.Diagnostics);
        }
    }

    private static SyntaxNode Moved(SyntaxNode root, StatementSyntax misplaced, StatementSyntax routing, string app)
    {
        root = root.TrackNodes(misplaced, routing);
        var current = root.GetCurrentNode(misplaced)!;
        SyntaxNode unwanted = current.Parent is GlobalStatementSyntax global ? global : current;
        root = root.RemoveNode(unwanted, SyntaxRemoveOptions.KeepNoTrivia)!;
        var place = root.GetCurrentNode(routing)!;
        return place.Parent is BlockSyntax body
            ? PipelinePlace.Insert(root, app, body, misplaced)
            : PipelinePlace.Insert(root, app, FirstBefore(place), misplaced);
    }

    // Inserting looks at what follows a statement, so that routing itself is among it
    private static StatementSyntax FirstBefore(StatementSyntax routing) =>
        PipelinePlace.Siblings(routing).TakeWhile(s => s != routing).LastOrDefault() ?? routing;
}
