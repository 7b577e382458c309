using System.Collections.Immutable;
using Illow.AspNetCore.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Illow.AspNetCore.Tests.Docs;

/// <summary>A page's snippet as the package's analyzers see it in an editor.</summary>
internal static class AnalyzedSnippet
{
    private static readonly ImmutableArray<DiagnosticAnalyzer> Analyzers =
    [
        .. typeof(Rules).Assembly.GetTypes()
            .Where(type => !type.IsAbstract && type.IsSubclassOf(typeof(DiagnosticAnalyzer)))
            .Select(type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!),
    ];

    /// <summary>What is found in the snippet, the compiler's own findings among it.</summary>
    internal static async Task<ImmutableArray<Diagnostic>> DiagnosticsAsync(string code)
    {
        var diagnostics = await Snippet
            .CompilationOf(code)
            .WithAnalyzers(Analyzers)
            .GetAllDiagnosticsAsync(TestContext.Current.CancellationToken);

        // What a few lines do not call, the rest of the program may
        return code.Contains(".Run()", StringComparison.Ordinal)
            ? diagnostics
            : diagnostics.RemoveAll(diagnostic => diagnostic.Id is "ILLOW005" or "ILLOW008");
    }
}
