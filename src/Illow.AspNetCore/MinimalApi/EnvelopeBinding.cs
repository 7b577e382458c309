using System.Reflection;
using System.Text.Json;
using Illow.AspNetCore.Diagnostics;
using Illow.AspNetCore.Middleware;

namespace Illow.AspNetCore.MinimalApi;

/// <summary>
/// Gives minimal endpoints their envelope. Without a verified delivery it throws: no handler runs on an unverified request.
/// </summary>
internal static class EnvelopeBinding
{
    internal static IllowEnvelope Bind(HttpContext context, ParameterInfo parameter) => Require(context, parameter).Envelope;

    internal static IllowEnvelope<T> Bind<T>(HttpContext context, ParameterInfo parameter)
    {
        var delivery = Require(context, parameter);
        try
        {
            return new IllowEnvelope<T>(delivery.Envelope);
        }
        catch (JsonException exception)
        {
            throw delivery.MetadataMismatch = new MetadataMismatchException(typeof(T), exception);
        }
    }

    // Code that invokes another endpoint's delegate leaves the request's own endpoint as it was: the parameter tells whose it is
    private static VerifiedDelivery Require(HttpContext context, ParameterInfo parameter)
    {
        var delivery = VerifiedDelivery.Require(context);
        return parameter.Member is not MethodInfo method
            || delivery.Endpoint.Metadata.GetMetadata<MethodInfo>() is not { } own
            || own == method
            || delivery.Endpoint.Metadata.GetOrderedMetadata<MethodInfo>().Contains(method)
                ? delivery
                : throw new InvalidOperationException(Messages.NotVerified(method.Name));
    }
}
