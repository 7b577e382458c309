using System.Collections.Concurrent;
using System.Collections.Immutable;
using Illow.AspNetCore.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Illow.AspNetCore.Analyzers.Routes;

/// <summary>ILLOW002 for actions: within one controller as it is written, between controllers when all have been read.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class RivalActionAnalyzer : WebhookAnalyzer
{
    private const string Conventions = "Microsoft.AspNetCore.Mvc.ApplicationModels.";

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Rules.Rivals, Rules.RivalsInCompilation];

    protected override void Start(CompilationStartAnalysisContext start, WellKnownTypes types)
    {
        INamedTypeSymbol?[] conventions =
        [
            start.Compilation.GetTypeByMetadataName(Conventions + "IApplicationModelConvention"),
            start.Compilation.GetTypeByMetadataName(Conventions + "IControllerModelConvention"),
            start.Compilation.GetTypeByMetadataName(Conventions + "IActionModelConvention"),
        ];
        var all = new ConcurrentBag<ActionEvent>();
        var hasConventions = new ConcurrentBag<bool>();
        start.RegisterSymbolAction(
            symbol =>
            {
                var type = (INamedTypeSymbol)symbol.Symbol;
                if (type.AllInterfaces.Any(i => conventions.Any(c => i.Is(c))))
                {
                    hasConventions.Add(true);
                }

                Analyze(symbol, type, types, all);
            },
            SymbolKind.NamedType);
        start.RegisterCompilationEndAction(end =>
        {
            // Conventions of the application may part what looks the same here
            if (hasConventions.IsEmpty)
            {
                Compare(all, end);
            }
        });
    }

    private static void Analyze(SymbolAnalysisContext context, INamedTypeSymbol type, WellKnownTypes types, ConcurrentBag<ActionEvent> all)
    {
        if (!ControllerRules.IsController(type, types))
        {
            return;
        }

        var events = ActionsOf(type, types).SelectMany(action => EventsOf(type, action, types)).ToList();
        foreach (var handled in events)
        {
            all.Add(handled);
        }

        foreach (var (first, second) in Rivals(events))
        {
            context.ReportDiagnostic(Create(Rules.Rivals, first, second, second.LocationIn(type)));
        }
    }

    private static void Compare(IEnumerable<ActionEvent> all, CompilationAnalysisContext context)
    {
        var ordered = all.OrderBy(c => c.Controller.ToDisplayString(), StringComparer.Ordinal)
            .ThenBy(c => c.Action.Name, StringComparer.Ordinal);
        foreach (var (first, second) in Rivals(ordered).Where(rivals => !rivals.First.Controller.Is(rivals.Second.Controller)))
        {
            context.ReportDiagnostic(Create(Rules.RivalsInCompilation, first, second, second.LocationIn(second.Controller)));
        }
    }

    private static IEnumerable<(ActionEvent First, ActionEvent Second)> Rivals(IEnumerable<ActionEvent> events) =>
        from same in events.GroupBy(c => c.HandledEvent.Key)
        let handlers = same.GroupBy(c => c.Handler).Select(g => g.First()).ToList()
        from other in handlers.Skip(1)
        select (handlers[0], other);

    private static Diagnostic Create(DiagnosticDescriptor rule, ActionEvent first, ActionEvent second, Location location) =>
        Diagnostic.Create(rule, location, first.Name, second.Name, second.HandledEvent.What, second.HandledEvent.Url);

    private static IEnumerable<IMethodSymbol> ActionsOf(INamedTypeSymbol type, WellKnownTypes types)
    {
        var overridden = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        foreach (var method in type.AndBaseTypes().SelectMany(t => t.GetMembers()).OfType<IMethodSymbol>())
        {
            if (ControllerRules.IsAction(method, types) && !overridden.Contains(method))
            {
                yield return method;
            }

            if (method.OverriddenMethod is { } @base)
            {
                overridden.Add(@base);
            }
        }
    }

    private static IEnumerable<ActionEvent> EventsOf(INamedTypeSymbol controller, IMethodSymbol action, WellKnownTypes types) =>
        action.InheritedDeclarations(types) is { IsEmpty: false } declarations
            ? HandledEvent.Of(declarations, RouteTemplates.Of(controller, action, types))
                .Select(handled => new ActionEvent(controller, action, handled))
            : [];

    private sealed class ActionEvent(INamedTypeSymbol controller, IMethodSymbol action, HandledEvent handled)
    {
        internal INamedTypeSymbol Controller => controller;

        internal IMethodSymbol Action => action;

        internal HandledEvent HandledEvent => handled;

        internal (string, string) Handler => (controller.ToDisplayString(), action.ToDisplayString());

        internal string Name => controller.Name + "." + action.Name;

        /// <summary>The action where it is written in the class, or the class that inherits it.</summary>
        internal Location LocationIn(INamedTypeSymbol type) => action.ContainingType.Is(type) ? action.Locations[0] : type.Locations[0];
    }
}
