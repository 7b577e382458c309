using Illow.AspNetCore.OpenApi.Schemas;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace Illow.AspNetCore.OpenApi;

/// <summary>One decorated endpoint as the framework described it, and what only this package knows of it.</summary>
internal sealed class DescribedHandler
{
    internal DescribedHandler(ApiDescription description, BodySchemas bodies)
    {
        Description = description;
        Declarations =
        [
            .. description.ActionDescriptor.EndpointMetadata.OfType<IllowWebhookAttribute>()
                .Distinct<IllowWebhookAttribute>(ReferenceEqualityComparer.Instance),
        ];
        OwnBody = description.ParameterDescriptions
            .FirstOrDefault(parameter => parameter.Source == BindingSource.Body && !IsEnvelope(parameter.Type));
        var metadata = ParameterTypes(description).FirstOrDefault(IsTypedEnvelope)?.GenericTypeArguments[0];
        BodyType = OwnBody?.Type ?? bodies.TypeFor(metadata ?? typeof(object));
        Metadata = BodyType == bodies.TypeFor(typeof(object)) ? null : metadata;
    }

    internal ApiDescription Description { get; }

    internal IReadOnlyList<IllowWebhookAttribute> Declarations { get; }

    /// <summary>The parameter that the handler reads the body into by <c>[FromBody]</c>; null where it takes the envelope.</summary>
    internal ApiParameterDescription? OwnBody { get; }

    /// <summary>The type of the envelope's metadata; null where it may be any JSON.</summary>
    internal Type? Metadata { get; }

    internal Type BodyType { get; }

    internal static bool IsEnvelope(Type? type) => type is not null && type.IsAssignableTo(typeof(IllowEnvelope));

    private static bool IsTypedEnvelope(Type type) => IsEnvelope(type) && type.IsGenericType;

    private static IEnumerable<Type> ParameterTypes(ApiDescription description) =>
        description.ActionDescriptor is ControllerActionDescriptor action
            ? action.MethodInfo.GetParameters().Select(parameter => parameter.ParameterType)
            : description.ActionDescriptor.EndpointMetadata.OfType<IParameterBindingMetadata>()
                .Select(parameter => parameter.ParameterInfo.ParameterType);
}
