using System.Collections.Concurrent;
using System.Collections.Immutable;
using Illow.AspNetCore.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Illow.AspNetCore.Analyzers.Events;

/// <summary>
/// ILLOW001. An event that the package knows is known at once; an event that the application itself names more often than the
/// one that looks like it is known when the whole compilation has been read.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class EventNameAnalyzer : WebhookAnalyzer
{
    private const int KnownTolerance = 2;
    private const int OwnTolerance = 1;

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Rules.EventName, Rules.EventNameInCompilation];

    protected override void Start(CompilationStartAnalysisContext start, WellKnownTypes types)
    {
        var used = new ConcurrentBag<(string Name, Location Location)>();
        start.RegisterSyntaxNodeAction(
            node =>
            {
                var attribute = (AttributeSyntax)node.Node;
                foreach (var expression in EventNameExpressions.Of(attribute, node.SemanticModel, types, node.CancellationToken))
                {
                    var constant = node.SemanticModel.GetConstantValue(expression, node.CancellationToken);
                    Analyze(expression, constant, types, used, node.ReportDiagnostic);
                }
            },
            SyntaxKind.Attribute);
        start.RegisterOperationAction(operation => Analyze(operation, types, used), OperationKind.Invocation, OperationKind.ObjectCreation);
        start.RegisterCompilationEndAction(end => Compare(used, end.ReportDiagnostic));
    }

    private static void Analyze(OperationAnalysisContext context, WellKnownTypes types, ConcurrentBag<(string, Location)> used)
    {
        var expressions = context.Operation switch
        {
            IInvocationOperation call when MinimalEndpoint.IsMapIllowWebhook(call) => EventNameExpressions.Of(call),
            IObjectCreationOperation creation when creation.Type.Is(types.IllowWebhook) => EventNameExpressions.Of(creation),
            _ => [],
        };
        foreach (var expression in expressions)
        {
            var constant = context.Operation.SemanticModel!.GetConstantValue(expression, context.CancellationToken);
            Analyze(expression, constant, types, used, context.ReportDiagnostic);
        }
    }

    private static void Analyze(
        ExpressionSyntax expression,
        Optional<object?> constant,
        WellKnownTypes types,
        ConcurrentBag<(string, Location)> used,
        Action<Diagnostic> report)
    {
        if (constant.Value is not string name)
        {
            return;
        }

        var meant = types.KnownEvents.Contains(name)
            ? null
            : types.KnownEvents.FirstOrDefault(known => Spelling.IsMisspelling(name, known, KnownTolerance));
        if (meant is not null)
        {
            report(Create(Rules.EventName, expression.GetLocation(), name, meant));
        }
        else
        {
            used.Add((name, expression.GetLocation()));
        }
    }

    private static void Compare(ConcurrentBag<(string Name, Location Location)> used, Action<Diagnostic> report)
    {
        var byName = used.GroupBy(u => u.Name).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).ToList();
        foreach (var name in byName)
        {
            var known = byName.TakeWhile(k => k.Count() > name.Count())
                .FirstOrDefault(k => Spelling.IsMisspelling(name.Key, k.Key, OwnTolerance));
            if (known is not null)
            {
                foreach (var (_, location) in name)
                {
                    report(Create(Rules.EventNameInCompilation, location, name.Key, known.Key));
                }
            }
        }
    }

    private static Diagnostic Create(DiagnosticDescriptor rule, Location location, string name, string known) =>
        Diagnostic.Create(
            rule, location, ImmutableDictionary<string, string?>.Empty.Add(RuleIds.SuggestionKey, known), name, known);
}
