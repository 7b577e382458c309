using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Illow.AspNetCore.Analyzers.Pipeline;

/// <summary>
/// Which of the two calls a file names in its code, comments aside. Read off the text, once for each version of a file: what an editor
/// changes is one file at a time.
/// </summary>
internal sealed class PipelineCalls
{
    internal const string Add = "AddIllowWebhooks";
    internal const string Use = "UseIllowWebhooks";

    private static readonly ConditionalWeakTable<SyntaxTree, PipelineCalls> Known = new();

    private PipelineCalls(SyntaxTree tree)
    {
        var text = tree.GetText().ToString();
        NamesAdd = Names(tree, text, Add);
        NamesUse = Names(tree, text, Use);
    }

    internal bool NamesAdd { get; }

    internal bool NamesUse { get; }

    internal static PipelineCalls In(SyntaxTree tree) => Known.GetValue(tree, static t => new PipelineCalls(t));

    private static bool Names(SyntaxTree tree, string text, string call)
    {
        for (var at = text.IndexOf(call, StringComparison.Ordinal);
            at >= 0;
            at = text.IndexOf(call, at + call.Length, StringComparison.Ordinal))
        {
            var token = tree.GetRoot(CancellationToken.None).FindToken(at);
            if (token.IsKind(SyntaxKind.IdentifierToken) && token.ValueText == call)
            {
                return true;
            }
        }

        return false;
    }
}
