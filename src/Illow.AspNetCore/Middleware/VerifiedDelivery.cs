using Illow.AspNetCore.Configuration;
using Microsoft.AspNetCore.Http;

namespace Illow.AspNetCore.Middleware;

/// <summary>The mark of a verified request: made by the middleware alone, after the signature held.</summary>
internal sealed class VerifiedDelivery(
    IllowEnvelope envelope, Registration registration, Endpoint endpoint, IllowWebhookAttribute declaration) : IIllowWebhookFeature
{
    public IllowEnvelope Envelope { get; } = envelope;

    internal Registration Registration { get; } = registration;

    /// <summary>The one endpoint that this delivery was verified for.</summary>
    internal Endpoint Endpoint { get; } = endpoint;

    /// <summary>The declaration by which the endpoint was chosen.</summary>
    internal IllowWebhookAttribute Declaration { get; } = declaration;

    /// <summary>Set when model binding found that the metadata does not fit; the action must then not run.</summary>
    internal MetadataMismatchException? MetadataMismatch { get; set; }

    /// <summary>The delivery of this request, if it was verified for the endpoint that is about to run.</summary>
    internal static VerifiedDelivery? Find(HttpContext context) =>
        context.Features.Get<IIllowWebhookFeature>() is VerifiedDelivery delivery && ReferenceEquals(delivery.Endpoint, context.GetEndpoint())
            ? delivery
            : null;

    /// <exception cref="InvalidOperationException">The request was not verified.</exception>
    internal static VerifiedDelivery Require(HttpContext context) =>
        Find(context) ?? throw new InvalidOperationException(Messages.NotVerified(context.GetEndpoint()?.DisplayName));
}
