using Illow.AspNetCore.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Illow.AspNetCore.Analyzers.Handlers;

/// <summary>Looks at handlers one by one: at methods where they are declared, at minimal endpoints where they are mapped.</summary>
internal abstract class HandlerAnalyzer : WebhookAnalyzer
{
    protected sealed override void Start(CompilationStartAnalysisContext start, WellKnownTypes types)
    {
        start.RegisterSymbolAction(symbol => Analyze(symbol, types), SymbolKind.Method);
        start.RegisterOperationAction(operation => Analyze(operation, types), OperationKind.Invocation);
    }

    /// <summary>Looks at a method.</summary>
    protected abstract void Analyze(SymbolAnalysisContext context, WellKnownTypes types);

    /// <summary>Looks at a call, which may map an endpoint.</summary>
    protected abstract void Analyze(OperationAnalysisContext context, WellKnownTypes types);
}
