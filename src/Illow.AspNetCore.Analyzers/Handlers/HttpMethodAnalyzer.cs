using System.Collections.Immutable;
using Illow.AspNetCore.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Illow.AspNetCore.Analyzers.Handlers;

/// <summary>ILLOW003: another HTTP method than POST on a handler that [IllowWebhook] makes a POST handler.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class HttpMethodAnalyzer : HandlerAnalyzer
{
    private const string Post = "POST";

    private static readonly string[] OtherMappings = ["MapGet", "MapPut", "MapDelete", "MapPatch"];

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Rules.HttpMethod];

    protected override void Analyze(SymbolAnalysisContext context, WellKnownTypes types)
    {
        if (context.Symbol.Declarations(types).IsEmpty)
        {
            return;
        }

        foreach (var attribute in context.Symbol.GetAttributes())
        {
            if (attribute.ApplicationSyntaxReference is { } syntax && MethodsOf(attribute, types).Any(IsOther))
            {
                var name = attribute.AttributeClass!.Name;
                name = name.EndsWith(nameof(Attribute), StringComparison.Ordinal)
                    ? name.Substring(0, name.Length - nameof(Attribute).Length)
                    : name;
                var location = Location.Create(syntax.SyntaxTree, syntax.Span);
                context.ReportDiagnostic(Diagnostic.Create(Rules.HttpMethod, location, context.Symbol.Name, $"[{name}]"));
            }
        }
    }

    protected override void Analyze(OperationAnalysisContext context, WellKnownTypes types)
    {
        var call = (IInvocationOperation)context.Operation;
        if (MinimalEndpoint.Of(call, types) is not { IsMapIllow: false })
        {
            return;
        }

        var name = call.TargetMethod.Name;
        if (OtherMappings.Contains(name) || (name == "MapMethods" && MappedMethods(call).Any(IsOther)))
        {
            context.ReportDiagnostic(Diagnostic.Create(Rules.HttpMethod, call.NameLocation(), "this endpoint", name));
        }
    }

    private static bool IsOther(string method) => !method.Equals(Post, StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<string> MethodsOf(AttributeData attribute, WellKnownTypes types)
    {
        if (attribute.AttributeClass.Is(types.AcceptVerbs))
        {
            return attribute.ConstructorArguments.SelectMany(Texts);
        }

        // The framework's own say their method by their name; what others mean by theirs is not to be seen
        return attribute.AttributeClass is { } type
            && type.BaseType.Is(types.HttpMethodAttribute)
            && type.ContainingAssembly.Is(types.HttpMethodAttribute!.ContainingAssembly)
            ? [type.Name.Substring("Http".Length, type.Name.Length - "Http".Length - nameof(Attribute).Length)]
            : [];
    }

    private static IEnumerable<string> Texts(TypedConstant constant) =>
        constant.Kind == TypedConstantKind.Array ? constant.Values.SelectMany(Texts) : constant.Value is string text ? [text] : [];

    private static IEnumerable<string> MappedMethods(IInvocationOperation call) =>
        call.Arguments.FirstOrDefault(a => a.Parameter?.Name == "httpMethods")?.Value.Syntax is ExpressionSyntax methods
            ? methods.DescendantNodesAndSelf().OfType<ExpressionSyntax>()
                .Select(e => call.SemanticModel!.GetConstantValue(e)).Where(c => c.HasValue).Select(c => c.Value).OfType<string>()
            : [];
}
