using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Illow.AspNetCore.Analyzers.Symbols;

/// <summary>A call that maps a minimal endpoint with [IllowWebhook] on its handler or in its metadata, or MapIllowWebhook.</summary>
internal sealed class MinimalEndpoint
{
    private const string Namespace = "Microsoft.AspNetCore.Builder";

    private MinimalEndpoint(
        IInvocationOperation call, IOperation handlerArgument, IMethodSymbol? handler, ImmutableArray<AttributeData> declarations)
    {
        Call = call;
        HandlerSyntax = handlerArgument.Syntax;
        Handler = handler;
        Declarations = declarations;
    }

    internal IInvocationOperation Call { get; }

    /// <summary>The lambda, or what names the method.</summary>
    internal SyntaxNode HandlerSyntax { get; }

    /// <summary>Null where a variable holds the handler.</summary>
    internal IMethodSymbol? Handler { get; }

    /// <summary>The attributes of the handler; none for one that MapIllowWebhook maps, or that WithMetadata decorates.</summary>
    internal ImmutableArray<AttributeData> Declarations { get; }

    internal bool IsMapIllow => IsMapIllowWebhook(Call);

    internal static bool IsMapIllowWebhook(IInvocationOperation call) =>
        IsExtension(call, "MapIllowWebhook", "IllowWebhookEndpointRouteBuilderExtensions");

    internal static bool IsExtension(IInvocationOperation call, string method, string type, string @namespace = Namespace) =>
        call.TargetMethod.Name == method && IsIn(call.TargetMethod, type, @namespace);

    internal static MinimalEndpoint? Of(IInvocationOperation call, WellKnownTypes types)
    {
        var mapsIllow = IsMapIllowWebhook(call);
        var mapsAny = call.TargetMethod.Name.StartsWith("Map", StringComparison.Ordinal)
            && IsIn(call.TargetMethod, "EndpointRouteBuilderExtensions");
        if (!mapsIllow && !mapsAny)
        {
            return null;
        }

        var argument = call.Arguments.FirstOrDefault(a => a.Parameter?.Name is "handler" or "requestDelegate")?.Value;
        if (argument is null)
        {
            return null;
        }

        var handler = HandlerOf(argument);
        var declarations = handler?.Declarations(types) ?? [];
        return mapsIllow || !declarations.IsEmpty || HasMetadata(call, types)
            ? new MinimalEndpoint(call, argument, handler, declarations)
            : null;
    }

    /// <summary>Whether binding the handler's parameters asks for a verified delivery, so that an unsigned request cannot run it.</summary>
    internal bool TakesEnvelope(WellKnownTypes types) => Handler is null || Handler.Parameters.Any(parameter =>
        parameter.Type.IsOrDerivesFrom(types.Envelope)
        || (parameter.Has(types.AsParameters)
            && parameter.Type.GetMembers().OfType<IPropertySymbol>().Any(p => p.Type.IsOrDerivesFrom(types.Envelope))));

    // app.MapPost(…).WithMetadata(new IllowWebhookAttribute("…"))
    private static bool HasMetadata(IOperation call, WellKnownTypes types)
    {
        for (var at = call.Parent; at is IArgumentOperation or IConversionOperation or IInvocationOperation; at = at.Parent)
        {
            if (at is IInvocationOperation { TargetMethod.Name: "WithMetadata" } convention
                && convention.Arguments.Skip(1)
                    .SelectMany(argument => argument.Descendants())
                    .Any(operation => operation is IObjectCreationOperation creation && creation.Type.Is(types.IllowWebhook)))
            {
                return true;
            }
        }

        return false;
    }

    private static IMethodSymbol? HandlerOf(IOperation value) => value switch
    {
        IConversionOperation conversion => HandlerOf(conversion.Operand),
        IParenthesizedOperation parenthesized => HandlerOf(parenthesized.Operand),
        IDelegateCreationOperation creation => HandlerOf(creation.Target),
        IAnonymousFunctionOperation lambda => lambda.Symbol,
        IMethodReferenceOperation reference => reference.Method,
        _ => null,
    };

    private static bool IsIn(IMethodSymbol method, string type, string @namespace = Namespace) =>
        method.ContainingType is { } container && container.Name == type && container.ContainingNamespace?.ToDisplayString() == @namespace;
}
