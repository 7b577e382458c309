using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.Controllers;

namespace Illow.AspNetCore.OpenApi;

/// <summary>A method that nobody calls: generators find the descriptions of a request's parts on its parameters.</summary>
internal static class ParameterDocumentation
{
    internal static readonly MethodInfo Method =
        typeof(ParameterDocumentation).GetMethod(nameof(Receive), BindingFlags.Static | BindingFlags.NonPublic)!;

    internal static ParameterDescriptor Parameter(string name)
    {
        var parameter = Method.GetParameters().Single(parameter => parameter.Name == name);
        return new ControllerParameterDescriptor { Name = name, ParameterInfo = parameter, ParameterType = parameter.ParameterType };
    }

    private static void Receive(
        [Required, Description("RSA signature over the bytes of the body, in base64.")] string signature,
        [Required, Description("Name of the webhook's registration.")] string webhook,
        [Required] string segment)
    {
        _ = (signature, webhook, segment);
    }
}
