using System.Reflection;
using Illow.AspNetCore.Routing;
using Microsoft.AspNetCore.Mvc.Controllers;

namespace Illow.AspNetCore.Inspector.Api;

/// <summary>A handler by the method that a developer looks for.</summary>
internal static class HandlerName
{
    internal static string Of(WebhookHandler handler)
    {
        var metadata = handler.Endpoint.Metadata;
        if (metadata.GetMetadata<ControllerActionDescriptor>() is { } action)
        {
            return $"{action.ControllerTypeInfo.Name}.{action.MethodInfo.Name}";
        }

        return metadata.GetMetadata<MethodInfo>() is { } method ? Of(method) : handler.Name;
    }

    private static string Of(MethodInfo method)
    {
        var type = method.DeclaringType;
        while (type is { DeclaringType: { } outer } && type.Name.StartsWith('<'))
        {
            type = outer;
        }

        var name = method.Name;
        // The compiler's names: <Outer>b__0_0 is a lambda, <Outer>g__Local|0_0 a local function
        if (!name.StartsWith('<'))
        {
            return $"{type?.Name}.{name}";
        }

        var parameters = string.Join(", ", method.GetParameters().Select(parameter => $"{Of(parameter.ParameterType)} {parameter.Name}"));
        var local = name.IndexOf(">g__", StringComparison.Ordinal);
        return local > 0
            ? $"{type?.Name}.{name[(local + 4)..].Split('|')[0]}"
            : $"{type?.Name}: ({parameters}) => …";
    }

    private static string Of(Type type)
    {
        if (!type.IsGenericType)
        {
            return type.Name;
        }

        return $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Of))}>";
    }
}
