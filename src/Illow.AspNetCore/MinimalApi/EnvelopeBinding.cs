using System.Text.Json;
using Illow.AspNetCore.Middleware;
using Microsoft.AspNetCore.Http;

namespace Illow.AspNetCore.MinimalApi;

/// <summary>Gives minimal endpoints their envelope. Without a verified delivery it throws: no handler runs on an unverified request.</summary>
internal static class EnvelopeBinding
{
    internal static IllowEnvelope Bind(HttpContext context) => VerifiedDelivery.Require(context).Envelope;

    internal static IllowEnvelope<T> Bind<T>(HttpContext context)
    {
        var delivery = VerifiedDelivery.Require(context);
        try
        {
            return new IllowEnvelope<T>(delivery.Envelope);
        }
        catch (JsonException exception)
        {
            throw delivery.MetadataMismatch = new MetadataMismatchException(typeof(T), exception);
        }
    }
}
