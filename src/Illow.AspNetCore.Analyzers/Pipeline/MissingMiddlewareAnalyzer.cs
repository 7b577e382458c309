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
internal sealed class MissingMiddlewareAnalyzer : DiagnosticAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Rules.MissingMiddleware, Rules.OpenHandler];

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(start =>
        {
            if (WellKnownTypes.Of(start.Compilation) is { } types)
            {
                var program = new WholeProgram(types, start.Options);
                start.RegisterOperationAction(operation => Look(operation, types, program), OperationKind.Invocation);
                start.RegisterSymbolAction(symbol => Look(symbol, types, program), SymbolKind.Method);
            }
        });
    }

    private static void Look(OperationAnalysisContext context, WellKnownTypes types, WholeProgram program)
    {
        var call = (IInvocationOperation)context.Operation;
        if (MinimalEndpoint.IsExtension(call, SpokenCalls.Add, "IllowWebhooksServiceCollectionExtensions", "Microsoft.Extensions.DependencyInjection"))
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

    private static void Look(SymbolAnalysisContext context, WellKnownTypes types, WholeProgram program)
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
