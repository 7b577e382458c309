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
    private HttpContext? _context;

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
        get => _handlerToken ??= AskForToken();
        set => _handlerToken = value;
    }

    void IHttpRequestLifetimeFeature.Abort() => _connection?.Abort();

    /// <summary>Tells the handler to stop. Any thread may call it, while the request runs on another.</summary>
    internal void CancelHandler() => KeepFirst(new CancellationTokenSource()).Cancel();

    /// <summary>Makes the request a verified one, for the chosen endpoint.</summary>
    internal void Attach(HttpContext context)
    {
        _context = context;
        var features = context.Features;
        _connection ??= features.Get<IHttpRequestLifetimeFeature>();
        features.Set<IIllowWebhookFeature>(this);
        features.Set<IHttpRequestLifetimeFeature>(this);

        RouteValueOverwriter.Apply(context, Endpoint);
        context.SetEndpoint(Endpoint);
    }

    private CancellationToken AskForToken()
    {
        var timeout = _context?.Features.Get<IHttpRequestTimeoutFeature>()?.RequestTimeoutToken ?? CancellationToken.None;
        return KeepFirst(CancellationTokenSource.CreateLinkedTokenSource(timeout)).Token;
    }

    // The handler may ask for its token in the moment in which its claim is lost
    private CancellationTokenSource KeepFirst(CancellationTokenSource source)
    {
        var first = Interlocked.CompareExchange(ref _handlerCancellation, source, null);
        if (first is null)
        {
            return source;
        }

        source.Dispose();
        return first;
    }

    /// <summary>The delivery of this request, if it was verified for the endpoint that is about to run.</summary>
    internal static VerifiedDelivery? Find(HttpContext context) =>
        FeatureOf(context) is { } delivery && ReferenceEquals(delivery.Endpoint, context.GetEndpoint()) ? delivery : null;

    // Servers find the features that they know themselves much faster; an application may have put its own lifetime over ours
    private static VerifiedDelivery? FeatureOf(HttpContext context) =>
        context.Features.Get<IHttpRequestLifetimeFeature>() as VerifiedDelivery ?? context.Features.Get<IIllowWebhookFeature>() as VerifiedDelivery;

    /// <exception cref="InvalidOperationException">The request was not verified.</exception>
    internal static VerifiedDelivery Require(HttpContext context) =>
        Find(context) ?? throw new InvalidOperationException(Messages.NotVerified(context.GetEndpoint()?.DisplayName));
}
