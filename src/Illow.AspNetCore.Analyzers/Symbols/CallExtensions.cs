using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Illow.AspNetCore.Analyzers.Symbols;

internal static class CallExtensions
{
    /// <summary>The name of the method that is called, rather than the whole chain before it.</summary>
    internal static Location NameLocation(this IInvocationOperation call) => call.NameSyntax().GetLocation();

    internal static SyntaxNode NameSyntax(this IInvocationOperation call) => call.Syntax is InvocationExpressionSyntax invocation
        ? invocation.Expression switch
        {
            MemberAccessExpressionSyntax member => member.Name,
            MemberBindingExpressionSyntax member => member.Name,
            var other => other,
        }
        : call.Syntax;

    /// <summary>The variable, parameter, field or property that a chain of calls begins with; null for anything else.</summary>
    internal static ISymbol? ChainRoot(this IInvocationOperation call)
    {
        IOperation? at = call;
        while (true)
        {
            switch (at)
            {
                case IInvocationOperation next:
                    at = next.Instance ?? (next.TargetMethod.IsExtensionMethod ? next.Arguments.FirstOrDefault()?.Value : null);
                    break;
                case IConversionOperation conversion:
                    at = conversion.Operand;
                    break;
                case IParenthesizedOperation parenthesized:
                    at = parenthesized.Operand;
                    break;
                case ILocalReferenceOperation local:
                    return local.Local;
                case IParameterReferenceOperation parameter:
                    return parameter.Parameter;
                case IFieldReferenceOperation field:
                    return field.Field;
                case IPropertyReferenceOperation property:
                    return property.Property;
                default:
                    return null;
            }
        }
    }

    /// <summary>The body of the function around the operation: a method, a lambda, a local function or a program's statements.</summary>
    internal static IOperation FunctionBody(this IOperation operation)
    {
        var at = operation;
        while (at.Parent is { } parent and not (IAnonymousFunctionOperation or ILocalFunctionOperation))
        {
            at = parent;
        }

        return at;
    }

    /// <summary>The calls of a function's own body, without those of the functions within it.</summary>
    internal static IEnumerable<IInvocationOperation> Calls(this IOperation body)
    {
        if (body is IInvocationOperation self)
        {
            yield return self;
        }

        foreach (var child in body.ChildOperations)
        {
            if (child is IAnonymousFunctionOperation or ILocalFunctionOperation)
            {
                continue;
            }

            foreach (var call in child.Calls())
            {
                yield return call;
            }
        }
    }

    /// <summary>Whether one run of the function may do both, the first before the second: they are not in two branches.</summary>
    internal static bool AreInSequence(IOperation first, IOperation second)
    {
        var ancestors = new HashSet<IOperation>(Ancestors(first));
        var common = Ancestors(second).FirstOrDefault(ancestors.Contains);
        return common is not (null or IConditionalOperation or ISwitchOperation or ISwitchExpressionOperation or ITryOperation);
    }

    private static IEnumerable<IOperation> Ancestors(IOperation operation)
    {
        for (IOperation? at = operation; at is not null; at = at.Parent)
        {
            yield return at;
        }
    }
}
