using System.Text.Json;
using Illow.AspNetCore.Middleware;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Illow.AspNetCore.MinimalApi;

/// <summary>Gives minimal endpoints their envelope. Without a verified delivery it throws: no handler runs on an unverified request.</summary>
internal static class EnvelopeBinding
{
    internal static IllowEnvelope Bind(HttpContext context) => VerifiedDelivery.Require(context).Envelope;

    internal static IllowEnvelope<T> Bind<T>(HttpContext context)
    {
        var delivery = VerifiedDelivery.Require(context);
        var options = context.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        try
        {
            return new IllowEnvelope<T>(delivery.Envelope, options);
        }
        catch (JsonException exception)
        {
            throw delivery.MetadataMismatch = new MetadataMismatchException(typeof(T), exception);
        }
    }
}
