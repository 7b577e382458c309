using System.Reflection;
using System.Runtime.InteropServices;
using Illow.AspNetCore.Configuration;
using Illow.AspNetCore.Diagnostics;
using Illow.AspNetCore.Idempotency;
using Illow.AspNetCore.Routing;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Timeouts;

namespace Illow.AspNetCore.Middleware;

/// <summary>The mark of a verified request: made by the middleware alone, after the signature held.</summary>
internal sealed class VerifiedDelivery(
    IllowEnvelope envelope,
    Registration registration,
    Endpoint endpoint,
    IllowWebhookAttribute declaration,
    WebhookRoute route,
    string scope)
    : IIllowWebhookFeature, IHttpRequestLifetimeFeature
{
    private CancellationTokenSource? _handlerCancellation;
    private CancellationToken? _handlerToken;
    private IHttpRequestLifetimeFeature? _connection;
    private HttpContext? _context;
    private int _running;
    private TaskCompletionSource? _ended;

    public IllowEnvelope Envelope { get; } = envelope;

    public IllowClaim? Claim { get; internal set; }

    internal Registration Registration { get; } = registration;

    /// <summary>The one endpoint that this delivery was verified for, as <see cref="GuardedEndpoint"/> gives it.</summary>
    internal Endpoint Endpoint { get; } = endpoint;

    /// <summary>The URL that it came to.</summary>
    internal WebhookRoute Route { get; } = route;

    /// <summary>What tells the URL's events from those of another URL.</summary>
    internal string Scope { get; } = scope;

    /// <summary>The declaration by which the endpoint was chosen.</summary>
    internal IllowWebhookAttribute Declaration { get; } = declaration;

    /// <summary>Set when model binding found that the metadata does not fit; the action must then not run.</summary>
    internal MetadataMismatchException? MetadataMismatch { get; set; }

    /// <summary>The response that is held back until the event is recorded; null where it is the server's.</summary>
    internal HeldResponse? Response { get; set; }

    /// <summary>Whether the handler began to run. An answer without that is a filter's or another middleware's.</summary>
    internal bool HasRun { get; private set; }

    /// <summary>What left the handler the last time it ran, even where code around it went on as if nothing had happened.</summary>
    internal Exception? Failure { get; private set; }

    /// <summary>Whether the middleware is at work on this delivery; false once it has left the request.</summary>
    internal bool IsAttached { get; private set; }

    /// <summary>Whether the claim was lost while the handler ran.</summary>
    internal bool IsClaimLost { get; private set; }

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

    /// <summary>Tells the handler that its claim is lost. Any thread may call it, while the request runs on another.</summary>
    internal void LoseClaim(ILogger logger)
    {
        IsClaimLost = true;
        CancelHandler(logger);
    }

    /// <summary>Tells the handler to stop. Any thread may call it; what callbacks of the handler's token throw is logged.</summary>
    internal void CancelHandler(ILogger logger)
    {
        try
        {
            KeepFirst(new CancellationTokenSource()).Cancel();
        }
        catch (Exception exception)
        {
            Log.TokenCallbackFailed(logger, exception);
        }
    }

    /// <summary>The endpoint begins to run, possibly again: the result of an earlier run no longer counts.</summary>
    internal void EndpointBegins()
    {
        HasRun = false;
        Failure = null;
        MetadataMismatch = null;
    }

    /// <summary>The handler begins to run, possibly again, behind all filters of its endpoint.</summary>
    internal void HandlerBegins()
    {
        EndpointBegins();
        HasRun = true;
    }

    /// <summary>Whether something of the handler still runs: code around it may have given up waiting.</summary>
    internal bool IsRunning => Volatile.Read(ref _running) > 0;

    /// <summary>The endpoint or its handler runs, until as many calls of <see cref="Leave"/>.</summary>
    internal void Enter() => Interlocked.Increment(ref _running);

    internal void Leave()
    {
        if (Interlocked.Decrement(ref _running) == 0)
        {
            Volatile.Read(ref _ended)?.TrySetResult();
        }
    }

    /// <summary>Completes when nothing of the handler runs any longer.</summary>
    internal Task WaitForEndAsync()
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        ended = Interlocked.CompareExchange(ref _ended, ended, null) ?? ended;
        if (!IsRunning)
        {
            ended.TrySetResult();
        }

        return ended.Task;
    }

    /// <summary>An exception left the handler or code right around it.</summary>
    internal void HandlerThrew(Exception exception)
    {
        if (exception is MetadataMismatchException mismatch)
        {
            MetadataMismatch = mismatch;
        }
        else
        {
            Failure = exception;
        }
    }

    /// <summary>The body as it was signed, to be read from its beginning.</summary>
    internal Stream OpenBody() => MemoryMarshal.TryGetArray(Envelope.RawBody, out var body)
        ? new MemoryStream(body.Array!, body.Offset, body.Count, writable: false)
        : new MemoryStream(Envelope.RawBody.ToArray(), writable: false);

    /// <summary>Makes the request a verified one, for the chosen endpoint.</summary>
    internal void Attach(HttpContext context)
    {
        _context = context;
        IsAttached = true;
        var features = context.Features;
        _connection ??= features.Get<IHttpRequestLifetimeFeature>();
        features.Set<IIllowWebhookFeature>(this);
        features.Set<IHttpRequestLifetimeFeature>(this);

        // A status that stands already is somebody else's: an error page's, or one for whatever nobody answers. Behind endpoint filters
        // ASP.NET Core would not even run the handler
        if (context.Response is { StatusCode: >= 400, HasStarted: false } response)
        {
            response.StatusCode = StatusCodes.Status200OK;
        }

        OverwriteRouteValues(context, Endpoint);
        context.SetEndpoint(Endpoint);
    }

    /// <summary>
    /// Takes the handler's cancellation out of the request again: what runs from here on, an error page above all, is cancelled by the
    /// sender's hanging up as ever. The envelope stays for code that looks back.
    /// </summary>
    internal void Detach()
    {
        IsAttached = false;
        if (_context is { } context && ReferenceEquals(context.Features.Get<IHttpRequestLifetimeFeature>(), this))
        {
            context.Features.Set(_connection);
        }
    }

    // Routing filled in those of the URL's first member: what its path holds is the same for all, but action, controller and area are
    // each member's own
    private static void OverwriteRouteValues(HttpContext context, Endpoint chosen)
    {
        if (context.GetEndpoint() is not RouteEndpoint selected
            || chosen is not RouteEndpoint route
            || ReferenceEquals(route.RoutePattern, selected.RoutePattern))
        {
            return;
        }

        var values = context.Request.RouteValues;
        foreach (var (name, _) in selected.RoutePattern.Defaults)
        {
            if (selected.RoutePattern.GetParameter(name) is null)
            {
                values.Remove(name);
            }
        }

        foreach (var (name, value) in route.RoutePattern.Defaults)
        {
            if (route.RoutePattern.GetParameter(name) is null)
            {
                values[name] = value;
            }
        }
    }

    private CancellationToken AskForToken()
    {
        var timeout = _context?.Features.Get<IHttpRequestTimeoutFeature>()?.RequestTimeoutToken ?? CancellationToken.None;
        return KeepFirst(CancellationTokenSource.CreateLinkedTokenSource(timeout)).Token;
    }

    // The handler may ask for its token just as its claim is lost
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
        context.Features.Get<IHttpRequestLifetimeFeature>() as VerifiedDelivery
        ?? context.Features.Get<IIllowWebhookFeature>() as VerifiedDelivery;

    /// <exception cref="InvalidOperationException">The request was not verified.</exception>
    internal static VerifiedDelivery Require(HttpContext context) =>
        Find(context) ?? throw new InvalidOperationException(Messages.NotVerified(context.GetEndpoint()?.DisplayName));

    /// <summary>The delivery that was verified for the minimal endpoint whose handler has this parameter.</summary>
    /// <exception cref="InvalidOperationException">The request was not verified, or for another endpoint.</exception>
    internal static VerifiedDelivery Require(HttpContext context, ParameterInfo parameter)
    {
        // Code that invokes another endpoint's delegate leaves the request's own endpoint as it was
        var delivery = Require(context);
        return parameter.Member is not MethodInfo method
            || delivery.Endpoint.Metadata.GetMetadata<MethodInfo>() is not { } own
            || own == method
            || delivery.Endpoint.Metadata.GetOrderedMetadata<MethodInfo>().Contains(method)
                ? delivery
                : throw new InvalidOperationException(Messages.NotVerified(method.Name));
    }
}
