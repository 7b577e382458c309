using System.Collections.Immutable;
using Illow.AspNetCore.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Illow.AspNetCore.Analyzers.Handlers;

/// <summary>ILLOW007: an asynchronous handler that takes no cancellation token. One that answers at once has nothing to stop.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class CancellationAnalyzer : HandlerAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Rules.Cancellation];

    protected override void Analyze(SymbolAnalysisContext context, WellKnownTypes types)
    {
        var method = (IMethodSymbol)context.Symbol;
        if (!method.Declarations(types).IsEmpty && !method.IsOverride && CannotStop(method, types, context.CancellationToken))
        {
            context.ReportDiagnostic(Diagnostic.Create(Rules.Cancellation, method.Locations[0], method.Name));
        }
    }

    // A method with the attribute is looked at where it is declared
    protected override void Analyze(OperationAnalysisContext context, WellKnownTypes types)
    {
        if (MinimalEndpoint.Of((IInvocationOperation)context.Operation, types) is not { Handler: { } handler } endpoint
            || !CannotStop(handler, types, context.CancellationToken))
        {
            return;
        }

        if (endpoint.HandlerSyntax is ParenthesizedLambdaExpressionSyntax lambda)
        {
            context.ReportDiagnostic(Diagnostic.Create(Rules.Cancellation, lambda.ParameterList.GetLocation(), "This handler"));
        }
        else if (endpoint.Declarations.IsEmpty)
        {
            context.ReportDiagnostic(Diagnostic.Create(Rules.Cancellation, endpoint.HandlerSyntax.GetLocation(), handler.Name));
        }
    }

    private static bool CannotStop(IMethodSymbol method, WellKnownTypes types, CancellationToken cancellationToken) =>
        IsAsynchronous(method)
        && !method.Parameters.Any(parameter => CanBeCancelled(parameter, types))
        && !method.DeclaringSyntaxReferences.Any(reference => UsesRequestAborted(reference.GetSyntax(cancellationToken)));

    private static bool CanBeCancelled(IParameterSymbol parameter, WellKnownTypes types) =>
        parameter.Type.Is(types.CancellationToken)
        || parameter.Type.Is(types.HttpContext)
        || parameter.Type.Is(types.HttpRequest)
        || parameter.Has(types.AsParameters);

    private static bool UsesRequestAborted(SyntaxNode function) =>
        function.DescendantNodes().OfType<IdentifierNameSyntax>().Any(name => name.Identifier.ValueText == "RequestAborted");

    private static bool IsAsynchronous(IMethodSymbol method) =>
        method.IsAsync
        || method.ReturnType is { Name: "Task" or "ValueTask", ContainingNamespace: var space }
            && space.ToDisplayString() == "System.Threading.Tasks";
}
