using System.Collections.Concurrent;
using System.Collections.Immutable;
using Illow.AspNetCore.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Illow.AspNetCore.Analyzers.Handlers;

/// <summary>
/// ILLOW004: [IllowWebhook] on a method that neither MVC nor routing sees. What a controller's method lacks is seen at the method; a
/// method elsewhere may be an endpoint's handler or a derived controller's action, which only the whole compilation shows.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class NoActionAnalyzer : WebhookAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics =>
        [Rules.NoAction, Rules.NoActionInCompilation, Rules.NoActionOfInterface, Rules.OpenEndpoint];

    protected override void Start(CompilationStartAnalysisContext start, WellKnownTypes types)
    {
        var ownFinder = new Lazy<bool>(() => ControllerFinder.IsReplaced(start.Compilation));
        var doubtful = new ConcurrentBag<(IMethodSymbol Method, string Reason)>();
        var delegates = new ConcurrentDictionary<IMethodSymbol, bool>(SymbolEqualityComparer.Default);
        var bases = new ConcurrentDictionary<ISymbol, bool>(SymbolEqualityComparer.Default);
        start.RegisterSymbolAction(symbol => Analyze(symbol, types, ownFinder, doubtful), SymbolKind.Method);
        start.RegisterOperationAction(
            operation => delegates.TryAdd(((IMethodReferenceOperation)operation.Operation).Method.OriginalDefinition, true),
            OperationKind.MethodReference);
        start.RegisterSymbolAction(symbol => RememberBase((INamedTypeSymbol)symbol.Symbol, bases), SymbolKind.NamedType);
        start.RegisterCompilationEndAction(end => Settle(end, doubtful, delegates, bases));
    }

    private static void Analyze(
        SymbolAnalysisContext context, WellKnownTypes types, Lazy<bool> ownFinder, ConcurrentBag<(IMethodSymbol, string)> doubtful)
    {
        var method = (IMethodSymbol)context.Symbol;
        if (method.Declarations(types).IsEmpty || method.MethodKind == MethodKind.LocalFunction)
        {
            return;
        }

        var type = method.ContainingType;
        if (type.AndBaseTypes().Any(t => t.IsIn("FastEndpoints")))
        {
            context.ReportDiagnostic(Create(Rules.OpenEndpoint, method, string.Empty, null));
        }
        else if (method.GetAttributes().Any(attribute => attribute.AttributeClass.AndBaseTypes().Any(t => t.IsIn("Wolverine.Http"))))
        {
            // Wolverine makes endpoint metadata of a method's attributes, so routing sees this one
        }
        else if (type.TypeKind == TypeKind.Interface)
        {
            context.ReportDiagnostic(Create(Rules.NoActionOfInterface, method, string.Empty, null));
        }
        else if (type.IsOrDerivesFrom(types.PageModel))
        {
            Report(context, method, "it handles a Razor page, which does not start with it");
        }
        else if (!ControllerRules.IsMeantAsController(type, types))
        {
            doubtful.Add((method, $"'{type.Name}' is not a controller, and no endpoint is mapped to the method"));
        }
        else if (method.IsStatic)
        {
            doubtful.Add((method, "the method is static, and no endpoint is mapped to it"));
        }
        else if (ControllerRules.WhyNoAction(method, types) is { } reason)
        {
            var isHidden = method.DeclaredAccessibility != Accessibility.Public && method.ExplicitInterfaceImplementations.IsEmpty;
            Report(context, method, reason, isHidden ? nameof(SymbolKind.Method) : null);
        }
        else if (ControllerRules.WhyNoController(type) is { } typeReason && !ownFinder.Value)
        {
            Report(context, method, typeReason, nameof(SymbolKind.NamedType));
        }
        else if (ControllerRules.WhyOnlyDerived(type) is { } derivedReason && !ownFinder.Value)
        {
            doubtful.Add((method, derivedReason));
        }
    }

    private static void RememberBase(INamedTypeSymbol type, ConcurrentDictionary<ISymbol, bool> bases)
    {
        if (type.BaseType is { } @base)
        {
            bases.TryAdd(@base.OriginalDefinition, true);
        }
    }

    private static void Settle(
        CompilationAnalysisContext context,
        ConcurrentBag<(IMethodSymbol Method, string Reason)> doubtful,
        ConcurrentDictionary<IMethodSymbol, bool> delegates,
        ConcurrentDictionary<ISymbol, bool> bases)
    {
        var isLibrary = context.Compilation.Options.OutputKind == OutputKind.DynamicallyLinkedLibrary;
        foreach (var (method, reason) in doubtful)
        {
            if (!delegates.ContainsKey(method) && !bases.ContainsKey(method.ContainingType) && (!isLibrary || method.IsHidden()))
            {
                context.ReportDiagnostic(Create(Rules.NoActionInCompilation, method, reason, null));
            }
        }
    }

    private static void Report(SymbolAnalysisContext context, IMethodSymbol method, string reason, string? makePublic = null) =>
        context.ReportDiagnostic(Create(Rules.NoAction, method, reason, makePublic));

    private static Diagnostic Create(DiagnosticDescriptor rule, IMethodSymbol method, string reason, string? makePublic)
    {
        var properties = new Dictionary<string, string?> { [RuleIds.MakePublicKey] = makePublic }.ToImmutableDictionary();
        return Diagnostic.Create(rule, method.Locations[0], properties, method.Name, reason);
    }
}
