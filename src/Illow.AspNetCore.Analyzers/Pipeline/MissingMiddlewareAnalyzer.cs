using System.Collections.Immutable;
using Illow.AspNetCore.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Illow.AspNetCore.Analyzers.Pipeline;

/// <summary>
/// ILLOW005 and ILLOW008: an application without the middleware. It fails closed, but for one case that the package cannot see at run
/// time: a decorated minimal endpoint without an envelope where not even the services were added.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class MissingMiddlewareAnalyzer : WebhookAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Rules.MissingMiddleware, Rules.OpenHandler];

    protected override void Start(CompilationStartAnalysisContext start, WellKnownTypes types)
    {
        var program = new ApplicationCallGraph(types, start.Options);
        start.RegisterOperationAction(operation => Analyze(operation, types, program), OperationKind.Invocation);
        start.RegisterSymbolAction(symbol => Analyze(symbol, types, program), SymbolKind.Method);
    }

    private static void Analyze(OperationAnalysisContext context, WellKnownTypes types, ApplicationCallGraph program)
    {
        var call = (IInvocationOperation)context.Operation;
        if (MinimalEndpoint.IsExtension(
            call, PipelineCalls.Add, "IllowWebhooksServiceCollectionExtensions", "Microsoft.Extensions.DependencyInjection"))
        {
            if (program.LacksUse)
            {
                context.ReportDiagnostic(Diagnostic.Create(Rules.MissingMiddleware, call.NameLocation()));
            }
        }
        else if (MinimalEndpoint.Of(call, types) is { } endpoint && program.LacksBoth)
        {
            context.ReportDiagnostic(endpoint.IsMapIllow || endpoint.TakesEnvelope(types)
                ? Diagnostic.Create(Rules.MissingMiddleware, call.NameLocation())
                : Diagnostic.Create(Rules.OpenHandler, endpoint.HandlerSyntax.GetLocation()));
        }
    }

    private static void Analyze(SymbolAnalysisContext context, WellKnownTypes types, ApplicationCallGraph program)
    {
        var method = (IMethodSymbol)context.Symbol;
        var declaration = method.Declarations(types).FirstOrDefault()?.ApplicationSyntaxReference;
        if (declaration is not null
            && ControllerRules.IsMeantAsController(method.ContainingType, types)
            && ControllerRules.IsAction(method, types)
            && program.LacksBoth)
        {
            context.ReportDiagnostic(Diagnostic.Create(Rules.MissingMiddleware, Location.Create(declaration.SyntaxTree, declaration.Span)));
        }
    }
}
