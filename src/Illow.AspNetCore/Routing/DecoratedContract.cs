using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Illow.AspNetCore.Routing;

/// <summary>
/// Finds handlers that only their interface decorates. Classes inherit no attributes from interfaces, so such a handler is as open as one
/// without the attribute.
/// </summary>
internal static class DecoratedContract
{
    /// <summary>What is wrong with a handler without an attribute of its own; null where nothing is.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2072", Justification = "A method that was trimmed away decorates nothing.")]
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "A method that was trimmed away decorates nothing.")]
    internal static string? RefusalOf(MethodInfo? handler, string? name)
    {
        // Native AOT knows no interface maps
        if (handler is not { IsStatic: false, ReflectedType: { IsInterface: false } type } || !RuntimeFeature.IsDynamicCodeSupported)
        {
            return null;
        }

        foreach (var contract in type.GetInterfaces())
        {
            if (!Array.Exists(contract.GetMethods(), IsDecorated))
            {
                continue;
            }

            var map = type.GetInterfaceMap(contract);
            for (var i = 0; i < map.TargetMethods.Length; i++)
            {
                if (map.TargetMethods[i].MethodHandle == handler.MethodHandle && IsDecorated(map.InterfaceMethods[i]))
                {
                    return $"'{name}' implements '{contract.Name}.{map.InterfaceMethods[i].Name}', which carries [IllowWebhook], but "
                        + "classes inherit no attributes from interfaces: it would run on unsigned requests. "
                        + $"Put [IllowWebhook] on '{type.Name}.{handler.Name}' itself.";
                }
            }
        }

        return null;
    }

    private static bool IsDecorated(MethodInfo method) => method.IsDefined(typeof(IllowWebhookAttribute));
}
