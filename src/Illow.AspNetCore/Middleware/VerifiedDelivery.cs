using Illow.AspNetCore.Configuration;
using Illow.AspNetCore.Routing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Timeouts;

namespace Illow.AspNetCore.Middleware;

/// <summary>The mark of a verified request: made by the middleware alone, after the signature held.</summary>
internal sealed class VerifiedDelivery(
    IllowEnvelope envelope, Registration registration, Endpoint endpoint, IllowWebhookAttribute declaration) : IIllowWebhookFeature, IHttpRequestLifetimeFeature
{
    private CancellationTokenSource? _handlerCancellation;
    private CancellationToken? _handlerToken;
    private IHttpRequestLifetimeFeature? _connection;

    public IllowEnvelope Envelope { get; } = envelope;

    public IllowClaim? Claim { get; internal set; }

    internal Registration Registration { get; } = registration;

    /// <summary>The one endpoint that this delivery was verified for.</summary>
    internal Endpoint Endpoint { get; } = endpoint;

    /// <summary>The declaration by which the endpoint was chosen.</summary>
    internal IllowWebhookAttribute Declaration { get; } = declaration;

    /// <summary>Set when model binding found that the metadata does not fit; the action must then not run.</summary>
    internal MetadataMismatchException? MetadataMismatch { get; set; }

    /// <summary>
    /// What cancels the handler: its claim was lost, or the application's own request timeout. Not the sender's hanging up: an event
    /// that has been verified is handled to its end. Made only when somebody asks.
    /// </summary>
    CancellationToken IHttpRequestLifetimeFeature.RequestAborted
    {
        get => _handlerToken ??= HandlerCancellation.Token;
        set => _handlerToken = value;
    }

    private CancellationTokenSource HandlerCancellation =>
        _handlerCancellation ??= CancellationTokenSource.CreateLinkedTokenSource(Timeout?.RequestTimeoutToken ?? CancellationToken.None);

    private IHttpRequestTimeoutFeature? Timeout { get; set; }

    void IHttpRequestLifetimeFeature.Abort() => _connection?.Abort();

    internal void CancelHandler() => HandlerCancellation.Cancel();

    /// <summary>Makes the request a verified one, for the chosen endpoint.</summary>
    internal void Attach(HttpContext context)
    {
        _connection ??= context.Features.Get<IHttpRequestLifetimeFeature>();
        Timeout = context.Features.Get<IHttpRequestTimeoutFeature>();
        context.Features.Set<IIllowWebhookFeature>(this);
        context.Features.Set<IHttpRequestLifetimeFeature>(this);

        ChosenRoute.Apply(context, Endpoint);
        context.SetEndpoint(Endpoint);
    }

    /// <summary>The delivery of this request, if it was verified for the endpoint that is about to run.</summary>
    internal static VerifiedDelivery? Find(HttpContext context) =>
        context.Features.Get<IIllowWebhookFeature>() is VerifiedDelivery delivery && ReferenceEquals(delivery.Endpoint, context.GetEndpoint())
            ? delivery
            : null;

    /// <exception cref="InvalidOperationException">The request was not verified.</exception>
    internal static VerifiedDelivery Require(HttpContext context) =>
        Find(context) ?? throw new InvalidOperationException(Messages.NotVerified(context.GetEndpoint()?.DisplayName));
}
