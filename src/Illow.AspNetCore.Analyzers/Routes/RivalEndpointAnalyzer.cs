using System.Collections.Immutable;
using Illow.AspNetCore.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Illow.AspNetCore.Analyzers.Routes;

/// <summary>ILLOW002 for minimal endpoints that one function maps, one after the other, on the same application or group.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class RivalEndpointAnalyzer : WebhookAnalyzer
{
    // Conventions that leave the URL as it is
    private static readonly string[] Harmless =
    [
        "WithName", "WithTags", "WithSummary", "WithDescription", "WithDisplayName", "ExcludeFromDescription",
        "Produces", "ProducesProblem", "AllowAnonymous", "DisableAntiforgery", "RequireCors",
        "RequireRateLimiting", "DisableRateLimiting", "AddEndpointFilter",
    ];

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Rules.Rivals];

    protected override void Start(CompilationStartAnalysisContext start, WellKnownTypes types)
    {
        start.RegisterOperationAction(operation => Analyze(operation, types), OperationKind.Invocation);
    }

    // Asked of each endpoint: which one before it, among the statements beside it, takes the same event?
    private static void Analyze(OperationAnalysisContext context, WellKnownTypes types)
    {
        var call = (IInvocationOperation)context.Operation;
        if (MappedEndpoint.Of(call, types) is not { } endpoint || call.Parent is null)
        {
            return;
        }

        foreach (var sibling in endpoint.Statement.Parent!.ChildOperations.TakeWhile(s => s != endpoint.Statement))
        {
            var others = Chain(sibling).Select(other => MappedEndpoint.Of(other, types)).OfType<MappedEndpoint>();
            foreach (var earlier in others.Where(other => other.App.Is(endpoint.App)))
            {
                var both = endpoint.Events.FirstOrDefault(handled => earlier.Events.Any(other => other.Key == handled.Key));
                if (both.Url is not null)
                {
                    context.ReportDiagnostic(
                        Diagnostic.Create(Rules.Rivals, call.NameLocation(), earlier.Name, endpoint.Name, both.What, both.Url));
                    return;
                }
            }
        }
    }

    private static IEnumerable<IInvocationOperation> Chain(IOperation statement)
    {
        var at = statement is IExpressionStatementOperation expression ? expression.Operation : null;
        while (at is IInvocationOperation call)
        {
            yield return call;
            at = call.Instance ?? call.Arguments.FirstOrDefault()?.Value;
        }
    }

    private sealed class MappedEndpoint
    {
        private MappedEndpoint(IOperation statement, ISymbol app, List<HandledEvent> events, string name)
        {
            Statement = statement;
            App = app;
            Events = events;
            Name = name;
        }

        internal IOperation Statement { get; }

        internal ISymbol App { get; }

        internal List<HandledEvent> Events { get; }

        internal string Name { get; }

        internal static MappedEndpoint? Of(IInvocationOperation call, WellKnownTypes types)
        {
            if (MinimalEndpoint.Of(call, types) is not { } endpoint
                || AppOf(call) is not { } app
                || StatementOf(call) is not { } statement
                || UrlOf(call, endpoint.IsMapIllow) is not { } url)
            {
                return null;
            }

            var events = HandledEvent.Of(endpoint.Declarations, [url]).ToList();
            if (endpoint.IsMapIllow)
            {
                if (!TryConstant(call, "eventName", out var name) || !TryConstant(call, "webhook", out var webhook))
                {
                    return null;
                }

                events.Add(new HandledEvent(url, name, webhook));
            }

            var line = call.NameLocation().GetLineSpan().StartLinePosition.Line + 1;
            return new MappedEndpoint(statement, app, events, $"{call.TargetMethod.Name} in line {line}");
        }

        // Directly on a variable: what a chain before it adds to the route is not to be seen
        private static ISymbol? AppOf(IInvocationOperation call)
        {
            var receiver = call.Arguments.FirstOrDefault()?.Value;
            while (receiver is IConversionOperation conversion)
            {
                receiver = conversion.Operand;
            }

            return receiver switch
            {
                ILocalReferenceOperation local => local.Local,
                IParameterReferenceOperation parameter => parameter.Parameter,
                _ => null,
            };
        }

        private static IOperation? StatementOf(IInvocationOperation call)
        {
            IOperation at = call;
            while (at.Parent is IArgumentOperation or IConversionOperation or IInvocationOperation)
            {
                at = at.Parent;
                if (at is IInvocationOperation convention && !Harmless.Contains(convention.TargetMethod.Name))
                {
                    return null;
                }
            }

            return at.Parent is IExpressionStatementOperation { Parent: IBlockOperation } statement ? statement : null;
        }

        private static string? UrlOf(IInvocationOperation call, bool isMapIllow)
        {
            if (!TryConstant(call, "pattern", out var pattern))
            {
                return null;
            }

            return pattern is null
                ? isMapIllow ? RouteTemplates.DefaultPath : null
                : "/" + pattern.Trim('/').ToLowerInvariant();
        }

        // An argument that is left out is null, which is its default
        private static bool TryConstant(IInvocationOperation call, string parameter, out string? value)
        {
            value = null;
            if (call.Arguments.FirstOrDefault(a => a.Parameter?.Name == parameter)?.Value is not { } argument)
            {
                return true;
            }

            value = argument.ConstantValue.Value as string;
            return argument.ConstantValue.HasValue;
        }
    }
}
