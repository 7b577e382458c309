using Illow.AspNetCore.Analyzers.Symbols;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Illow.AspNetCore.Analyzers;

/// <summary>An analyzer of compilations that refer to the package. Leaves generated code alone.</summary>
internal abstract class WebhookAnalyzer : DiagnosticAnalyzer
{
    public sealed override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(start =>
        {
            if (WellKnownTypes.Of(start.Compilation) is { } types)
            {
                Start(start, types);
            }
        });
    }

    /// <summary>Registers what looks at the compilation.</summary>
    protected abstract void Start(CompilationStartAnalysisContext start, WellKnownTypes types);
}
