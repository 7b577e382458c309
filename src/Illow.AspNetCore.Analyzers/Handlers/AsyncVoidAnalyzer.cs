using System.Collections.Immutable;
using Illow.AspNetCore.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Illow.AspNetCore.Analyzers.Handlers;

/// <summary>ILLOW009: a handler that is async void, whose event would be recorded before it is handled.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class AsyncVoidAnalyzer : HandlerAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Rules.AsyncVoid];

    protected override void Analyze(SymbolAnalysisContext context, WellKnownTypes types)
    {
        if (context.Symbol is IMethodSymbol { IsAsync: true, ReturnsVoid: true } method && !method.Declarations(types).IsEmpty)
        {
            context.ReportDiagnostic(Diagnostic.Create(Rules.AsyncVoid, method.Locations[0], method.Name));
        }
    }

    // A method with the attribute is looked at where it is declared
    protected override void Analyze(OperationAnalysisContext context, WellKnownTypes types)
    {
        if (MinimalEndpoint.Of((IInvocationOperation)context.Operation, types) is
            {
                Handler: { IsAsync: true, ReturnsVoid: true } handler, Declarations.IsEmpty: true
            } endpoint)
        {
            context.ReportDiagnostic(Diagnostic.Create(
                Rules.AsyncVoid, endpoint.HandlerSyntax.GetLocation(), handler.Name.Length == 0 ? "This handler" : handler.Name));
        }
    }
}
