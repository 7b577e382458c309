using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Reflection.Emit;
using System.Text.Json.Serialization;

namespace Illow.AspNetCore.OpenApi.Schemas;

/// <summary>
/// Makes a class with the members of <see cref="IllowWebhookBody{T}"/> that is not generic: where an application takes full names of
/// types for ids in its documents, that of a generic type is not a valid one.
/// </summary>
internal static class NamedBodyType
{
    [RequiresDynamicCode("Makes a class while the program runs.")]
    [UnconditionalSuppressMessage("Trimming", "IL2055", Justification = "IllowWebhookBody<> demands nothing of its argument")]
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "What is trimmed is compiled ahead, and makes no classes")]
    internal static Type Create(Type metadata)
    {
        var model = typeof(IllowWebhookBody<>).MakeGenericType(metadata);
        return Copy(model, NameFor(metadata), model.GetProperties());
    }

    /// <summary>A class with the members of a record, without what reads them, that is open to further members.</summary>
    [RequiresDynamicCode("Makes a class while the program runs.")]
    internal static Type CreateOpen([DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] Type record) => Copy(
        record,
        $"{typeof(NamedBodyType).Namespace}.{record.Name}Metadata",
        [.. record.GetProperties(), typeof(IllowWebhookBody<object>).GetProperty(nameof(IllowWebhookBody<>.Others))!]);

    [RequiresDynamicCode("Makes a class while the program runs.")]
    private static Type Copy(Type model, string name, IEnumerable<PropertyInfo> properties)
    {
        var assembly = new AssemblyName(typeof(NamedBodyType).FullName!);
        var type = AssemblyBuilder.DefineDynamicAssembly(assembly, AssemblyBuilderAccess.RunAndCollect)
            .DefineDynamicModule(nameof(NamedBodyType))
            .DefineType(name, TypeAttributes.Public | TypeAttributes.Sealed);
        CopyAttributes(model, type.SetCustomAttribute);
        foreach (var property in properties)
        {
            var copy = type.DefineProperty(property.Name, PropertyAttributes.None, property.PropertyType, null);
            copy.SetGetMethod(DefineAccessor(type, $"get_{property.Name}", property.PropertyType, []));
            copy.SetSetMethod(DefineAccessor(type, $"set_{property.Name}", typeof(void), [property.PropertyType]));
            CopyAttributes(property, copy.SetCustomAttribute);
        }

        return type.CreateType();
    }

    // Nobody makes or reads a body, so that no accessor is ever called
    private static MethodBuilder DefineAccessor(TypeBuilder type, string name, Type returned, Type[] parameters)
    {
        var accessor = type.DefineMethod(
            name, MethodAttributes.Public | MethodAttributes.SpecialName | MethodAttributes.HideBySig, returned, parameters);
        var code = accessor.GetILGenerator();
        code.Emit(OpCodes.Ldnull);
        code.Emit(OpCodes.Throw);
        return accessor;
    }

    private static void CopyAttributes(MemberInfo from, Action<CustomAttributeBuilder> set)
    {
        foreach (var attribute in from.CustomAttributes.Where(attribute => attribute.AttributeType != typeof(JsonConverterAttribute)))
        {
            var named = attribute.NamedArguments.Where(argument => !argument.IsField).ToList();
            set(new CustomAttributeBuilder(
                attribute.Constructor,
                [.. attribute.ConstructorArguments.Select(Value)],
                [.. named.Select(argument => (PropertyInfo)argument.MemberInfo)],
                [.. named.Select(argument => Value(argument.TypedValue))]));
        }
    }

    // The one array among the arguments is the compiler's, of bytes that say what may be null
    private static object? Value(CustomAttributeTypedArgument argument) =>
        argument.Value is IEnumerable<CustomAttributeTypedArgument> items
            ? items.Select(item => (byte)item.Value!).ToArray()
            : argument.Value;

    private static string NameFor(Type metadata)
    {
        var outer = metadata.DeclaringType is { } type ? $"{NameOf(type)}." : string.Empty;
        return $"{typeof(NamedBodyType).Namespace}.{outer}IllowWebhookBodyOf{NameOf(metadata)}";
    }

    private static string NameOf(Type type)
    {
        if (type.IsArray)
        {
            return $"{NameOf(type.GetElementType()!)}Array";
        }

        var name = type.Name.Split('`')[0];
        return type.IsGenericType ? $"{name}Of{string.Join("And", type.GenericTypeArguments.Select(NameOf))}" : name;
    }
}
