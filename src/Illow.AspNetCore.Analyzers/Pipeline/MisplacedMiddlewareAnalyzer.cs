using System.Collections.Immutable;
using Illow.AspNetCore.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Illow.AspNetCore.Analyzers.Pipeline;

/// <summary>ILLOW006: UseIllowWebhooks() before UseRouting() or after UseEndpoints(), on the same variable in the same function.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class MisplacedMiddlewareAnalyzer : DiagnosticAnalyzer
{
    private const string Routing = "EndpointRoutingApplicationBuilderExtensions";

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Rules.MisplacedMiddleware];

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterOperationAction(Analyze, OperationKind.Invocation);
    }

    private static void Analyze(OperationAnalysisContext context)
    {
        var use = (IInvocationOperation)context.Operation;
        if (!MinimalEndpoint.IsExtension(use, PipelineCalls.Use, "IllowWebhooksApplicationBuilderExtensions")
            || use.ChainRoot() is not { } app)
        {
            return;
        }

        var calls = use.FunctionBody().Calls().Where(call => call.ChainRoot().Is(app)).ToList();
        var routing = calls.Where(call => MinimalEndpoint.IsExtension(call, "UseRouting", Routing)).ToList();
        var endpoints = calls.Where(call => MinimalEndpoint.IsExtension(call, "UseEndpoints", Routing));
        if (!routing.Exists(call => IsBefore(call, use))
            && routing.Exists(call => IsBefore(use, call) && CallExtensions.AreInSequence(use, call)))
        {
            Report(context, use, "before UseRouting()", "move it behind app.UseRouting()");
        }
        else if (endpoints.Any(call => IsBefore(call, use) && CallExtensions.AreInSequence(call, use)))
        {
            Report(context, use, "after UseEndpoints()", "move it before app.UseEndpoints()");
        }
    }

    private static bool IsBefore(IInvocationOperation a, IInvocationOperation b) => a.NameSyntax().SpanStart < b.NameSyntax().SpanStart;

    private static void Report(OperationAnalysisContext context, IInvocationOperation use, string where, string remedy) =>
        context.ReportDiagnostic(Diagnostic.Create(Rules.MisplacedMiddleware, use.NameLocation(), where, remedy));
}
