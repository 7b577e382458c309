using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Illow.AspNetCore.CodeFixes;

/// <summary>
/// Where UseIllowWebhooks() belongs among the statements that build an application's pipeline: behind its other middleware, so that
/// routing, rate limits, CORS and authentication come first, and before UseEndpoints().
/// </summary>
internal static class PipelinePlace
{
    internal const string Use = "UseIllowWebhooks";

    /// <summary>The root with the call put in.</summary>
    /// <param name="root">The file.</param>
    /// <param name="app">The name of the application's variable or parameter.</param>
    /// <param name="start">The variable's declaration, or the body of the method that has the parameter.</param>
    /// <param name="moved">The call, with the comments on it, where it is there already.</param>
    internal static SyntaxNode Insert(SyntaxNode root, string app, SyntaxNode start, StatementSyntax? moved = null)
    {
        if (start is BlockSyntax body)
        {
            if (LastUse(body.Statements, app) is { } anchor)
            {
                return InsertAfter(root, anchor, app, moved);
            }

            var call = moved ?? Call(app, IndentOf(body.Statements.FirstOrDefault()), EndOfLine(body.OpenBraceToken));
            return root.ReplaceNode(body, body.WithStatements(body.Statements.Insert(0, call)));
        }

        var statement = (StatementSyntax)start;
        return InsertAfter(root, LastUse(Siblings(statement).SkipWhile(s => s != statement).Skip(1), app) ?? statement, app, moved);
    }

    /// <summary>The statements of the list that a statement stands in.</summary>
    internal static IEnumerable<StatementSyntax> Siblings(StatementSyntax statement) => statement.Parent switch
    {
        GlobalStatementSyntax { Parent: CompilationUnitSyntax unit } =>
            unit.Members.OfType<GlobalStatementSyntax>().Select(g => g.Statement),
        BlockSyntax block => block.Statements,
        _ => [],
    };

    /// <summary>Whether the statement calls the method, of whatever variable.</summary>
    internal static bool Calls(SyntaxNode statement, string method) =>
        CallsOf(statement).Any(call => call.Name.Identifier.ValueText == method);

    private static StatementSyntax? LastUse(IEnumerable<StatementSyntax> statements, string app) => statements
        .TakeWhile(statement => !Calls(statement, "UseEndpoints"))
        .LastOrDefault(statement => CallsOf(statement).Any(call => IsUse(call) && RootOf(call) == app));

    private static bool IsUse(MemberAccessExpressionSyntax call) =>
        call.Name.Identifier.ValueText.StartsWith("Use", StringComparison.Ordinal);

    private static IEnumerable<MemberAccessExpressionSyntax> CallsOf(SyntaxNode statement) => statement
        .DescendantNodes(node => node is not AnonymousFunctionExpressionSyntax)
        .OfType<InvocationExpressionSyntax>()
        .Select(call => call.Expression)
        .OfType<MemberAccessExpressionSyntax>();

    private static string? RootOf(ExpressionSyntax expression) => expression switch
    {
        MemberAccessExpressionSyntax member => RootOf(member.Expression),
        InvocationExpressionSyntax call => RootOf(call.Expression),
        IdentifierNameSyntax name => name.Identifier.ValueText,
        _ => null,
    };

    private static SyntaxNode InsertAfter(SyntaxNode root, StatementSyntax anchor, string app, StatementSyntax? moved)
    {
        var call = moved ?? Call(app, IndentOf(anchor), EndOfLine(anchor.GetLastToken()));
        return anchor.Parent is GlobalStatementSyntax global
            ? root.InsertNodesAfter(global, [SyntaxFactory.GlobalStatement(call)])
            : root.InsertNodesAfter(anchor, [call]);
    }

    private static StatementSyntax Call(string app, SyntaxTriviaList indent, SyntaxTrivia endOfLine) =>
        SyntaxFactory.ParseStatement($"{app}.{Use}();").WithLeadingTrivia(indent).WithTrailingTrivia(endOfLine);

    private static SyntaxTriviaList IndentOf(SyntaxNode? node) =>
        node is not null && Last(node.GetLeadingTrivia(), SyntaxKind.WhitespaceTrivia) is { } indent
            ? SyntaxFactory.TriviaList(indent)
            : SyntaxFactory.TriviaList();

    private static SyntaxTrivia EndOfLine(SyntaxToken token) =>
        Last(token.TrailingTrivia, SyntaxKind.EndOfLineTrivia) ?? SyntaxFactory.ElasticLineFeed;

    private static SyntaxTrivia? Last(SyntaxTriviaList trivia, SyntaxKind kind) =>
        trivia.Count > 0 && trivia[trivia.Count - 1] is var last && last.IsKind(kind) ? last : null;
}
