using System.Collections.Immutable;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Illow.AspNetCore.Audit;
using Illow.AspNetCore.Configuration;
using Illow.AspNetCore.Diagnostics;
using Illow.AspNetCore.Idempotency;
using Illow.AspNetCore.Routing;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Illow.AspNetCore.Middleware;

/// <summary>
/// What happens to one delivery, from top to bottom: six steps, each with its helpers below it. A request that routing did not give to a
/// webhook URL passes untouched. Thread-safe.
/// </summary>
internal sealed class IllowWebhookMiddleware(
    RequestDelegate next,
    int pipeline,
    StartupAudit audit,
    WebhookSettingsMonitor monitor,
    RegistrationSelector registrations,
    SignatureVerifierProvider verifiers,
    EventResolution events,
    DeliveryHandling handling,
    WebhookProblemWriter problems,
    WebhookTelemetry telemetry,
    DeliveryTracing tracing,
    MetadataJson json,
    TimeProvider time,
    ILoggerFactory loggers)
{
    private readonly NonWebhookEndpointCache _others = new();
    private readonly ILogger _logger = loggers.CreateLogger(Log.Category);

    // The first two lines are all that the requests of other endpoints pay
    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint() is not { } endpoint || _others.Contains(endpoint))
        {
            return next(context);
        }

        switch (endpoint.Metadata.GetMetadata<IWebhookMetadata>())
        {
            case null:
                _others.Add(endpoint);
                return next(context);

            case WebhookRoute route:
                return tracing.IsEnabled ? ReceiveTracedAsync(context, route) : ReceiveAsync(context, route);

            // Routing selects no decorated endpoint: one that stands here unverified was set by other code
            default:
                return VerifiedDelivery.Require(context) is { IsAttached: false } earlier
                    ? ReceiveAgainAsync(context, earlier)
                    : next(context);
        }
    }

    // Apart, so that its closure is made only where somebody observes
    private Task ReceiveTracedAsync(HttpContext context, WebhookRoute route) =>
        tracing.RunAsync(context, route.Url, () => ReceiveAsync(context, route));

    // Middleware before this one runs the rest of the pipeline once more, as after a failure: a separate delivery with its own claim
    private Task ReceiveAgainAsync(HttpContext context, VerifiedDelivery earlier)
    {
        context.Request.Body = earlier.OpenBody();
        return tracing.IsEnabled ? ReceiveTracedAsync(context, earlier.Route) : ReceiveAsync(context, earlier.Route);
    }

    private async Task ReceiveAsync(HttpContext context, WebhookRoute route)
    {
        using var activity = WebhookTelemetry.StartActivity();
        var settings = monitor.Current;
        Verification verification;
        try
        {
            verification = await VerifyAsync(context, route, settings);
        }
        catch
        {
            // The application's own: its event resolver, or the buffer of its body
            telemetry.Finished(context, Outcomes.Failed, null, activity);
            KeepFailure(context, StatusCodes.Status500InternalServerError);
            throw;
        }

        if (verification.Delivery is not { } delivery)
        {
            await RefuseAsync(context, route, settings, verification, activity);
            KeepFailure(context, context.Response.StatusCode);
            return;
        }

        // Step 6, handle the event: claim it, run its endpoint, record it
        var outcome = Outcomes.Failed;
        var threw = true;
        try
        {
            outcome = await handling.HandleAsync(context, delivery, settings, next);
            threw = false;
        }
        finally
        {
            LogHandled(delivery.Envelope, outcome, threw ? null : context.Response.StatusCode);
            telemetry.Finished(context, outcome, delivery.Envelope.Event, activity);
            KeepFailure(context, threw ? StatusCodes.Status500InternalServerError : context.Response.StatusCode);
        }
    }

    /// <summary>Steps 1 to 5. Nothing is parsed and no handler known before the signature is verified over the bytes as received.</summary>
    private async ValueTask<Verification> VerifyAsync(HttpContext context, WebhookRoute route, WebhookSettings settings)
    {
        // Step 1, check the request: whatever can be refused before a byte of its body is read
        if (CheckMethod(context, route) is { } wrongMethod)
        {
            return wrongMethod;
        }

        var selected = await registrations.SelectAsync(context, route, settings);
        if (CheckHeaders(context.Request, settings, selected, out var signature) is { } refused)
        {
            return refused;
        }

        // Step 2, read the body: once, bounded, into memory that the application may keep
        var trace = tracing.TraceOf(context);
        trace?.ReadBegins();
        var read = await RequestBodyReader.ReadAsync(
            context, settings.Options.MaxRequestBodySize, RaiseServerLimit(context, route, settings));
        if (CheckBody(read, settings) is { } unread)
        {
            return unread;
        }

        telemetry.BodyRead(read.Body.Length);
        trace?.BodyRead(read.Body);
        context.Request.Body = new MemoryStream(read.Body, writable: false);

        // Step 3, verify the signature: with each key of the registrations that may deliver to this URL
        var verdict = VerifySignature(selected.Registrations, settings, read.Body, signature, trace, out var registration);
        trace?.Verified();
        if (registration is null)
        {
            return ExplainVerdict(verdict, read, selected.Registrations, settings, signature);
        }

        // Step 4, read the message: its shape, its origin, its event
        var verifiedAt = time.GetUtcNow();
        telemetry.Remember(registration, verifiedAt);
        if (ReadMessage(read.Body, settings, registration, trace, out var message) is { } malformed)
        {
            return malformed;
        }

        var resolved = await events.ResolveAsync(message, registration, route, context);
        trace?.Event = resolved.Name;

        // Step 5, choose the endpoint: the one that takes the event most specifically
        return ChooseEndpoint(message, verifiedAt, resolved, route, registration);
    }

    // ---- Step 1, check the request ----

    // Ordinal: Kestrel routes a lower-case method too, and RFC 9110 (9.1) makes methods case-sensitive
    private static Refusal? CheckMethod(HttpContext context, WebhookRoute route)
    {
        if (context.Request.Method == HttpMethods.Post)
        {
            return null;
        }

        context.Response.Headers.Allow = route.AllowedMethods;
        return new Refusal(IllowWebhookProblem.MethodNotAllowed);
    }

    private Refusal? CheckHeaders(
        HttpRequest request,
        WebhookSettings settings,
        RegistrationSelector.Selection selected,
        out string signature)
    {
        signature = null!;
        if (selected.Problem is { } problem)
        {
            return new Refusal(problem, problem == IllowWebhookProblem.UnknownWebhook
                ? "The route's {webhook} is the name of no registration under Illow:Webhooks, and of none that an IIllowKeyProvider knows."
                : "The IIllowKeyProvider failed or gave a text that is not a key; the log says more.");
        }

        var headers = request.Headers;
        if (!IsJson(headers) || !IsUnencoded(headers))
        {
            return new Refusal(
                IllowWebhookProblem.UnsupportedMediaType,
                "Content-Type must be application/json or */*+json, in UTF-8, and Content-Encoding absent: "
                + "the signature covers the bytes as sent.");
        }

        if (verifiers.RefusalOf(settings) is { } refusal)
        {
            return new Refusal(
                IllowWebhookProblem.Unavailable, "This host refuses " + settings.Verification.HashAlgorithm + " signatures: " + refusal);
        }

        if (SignatureOf(headers, settings, selected.Registrations, verifiers) is not { } text)
        {
            return new Refusal(
                IllowWebhookProblem.InvalidSignature,
                problems.Explains ? ExplainSignatureHeader(headers, settings, selected.Registrations) : null);
        }

        if (request.ContentLength > settings.Options.MaxRequestBodySize)
        {
            return TooLarge(settings);
        }

        signature = text;
        return null;
    }

    private static bool IsJson(IHeaderDictionary headers)
    {
        var contentType = headers.ContentType;
        if (contentType.Count != 1 || contentType[0] is not { } text)
        {
            return false;
        }

        // What nearly every delivery carries needs no parsing
        if (Is(text, "application/json") || Is(text, "application/json; charset=utf-8"))
        {
            return true;
        }

        // The parser takes "application / json" too, which RFC 9110 (8.3.1) does not
        if (!MediaTypeHeaderValue.TryParse(text, out var type)
            || !text.AsSpan().TrimStart().StartsWith(type.MediaType.AsSpan(), StringComparison.Ordinal)
            || !(Is(type.MediaType, "application/json") || Is(type.Suffix, "json")))
        {
            return false;
        }

        foreach (var parameter in type.Parameters)
        {
            if (Is(parameter.Name, "charset") && !Is(HeaderUtilities.RemoveQuotes(parameter.Value), "utf-8"))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsUnencoded(IHeaderDictionary headers)
    {
        var encoding = headers.ContentEncoding;
        return encoding.Count == 0 || (encoding.Count == 1 && Is(encoding[0]?.Trim(), "identity"));
    }

    private static bool Is(StringSegment text, string wanted) => text.Equals(wanted, StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// The signature's text: one header, strict base64, a length that fits a key of a candidate; null where it is not so.
    /// </summary>
    internal static string? SignatureOf(
        IHeaderDictionary headers, WebhookSettings settings, ImmutableArray<Registration> candidates, SignatureVerifierProvider verifiers)
    {
        var values = headers[settings.Options.SignatureHeader];
        if (values.Count != 1 || string.IsNullOrEmpty(values[0]))
        {
            return null;
        }

        foreach (var candidate in candidates)
        {
            if (verifiers.For(candidate, settings)?.IsWellFormed(values[0]) == true)
            {
                return values[0];
            }
        }

        return null;
    }

    private static string ExplainSignatureHeader(
        IHeaderDictionary headers, WebhookSettings settings, ImmutableArray<Registration> candidates)
    {
        var name = settings.Options.SignatureHeader;
        var values = headers[name];
        return values.Count > 1 ? $"There are {values.Count} headers {name}; one is expected."
            : string.IsNullOrEmpty(values) ? $"The header {name} is missing or empty."
            : $"The header {name}: {IllowSignatureDiagnosis.ExplainShape([.. candidates.SelectMany(r => r.Keys)], values!)}";
    }

    private Refusal TooLarge(WebhookSettings settings) => new(
        IllowWebhookProblem.BodyTooLarge,
        problems.Explains ? $"Illow:MaxRequestBodySize is {settings.Options.MaxRequestBodySize} bytes; "
            + "the server's own limit may be lower." : null);

    // ---- Step 2, read the body ----

    /// <summary>
    /// Lets a limit of ours that is larger than the server's reach the server, unless the endpoint sets its own: Kestrel stops at 30 MB by
    /// itself.
    /// </summary>
    /// <returns>
    /// Whether something has begun to read the body: servers forbid changing the limit from then on. Null where the server does not tell.
    /// </returns>
    private static bool? RaiseServerLimit(HttpContext context, WebhookRoute route, WebhookSettings settings)
    {
        var feature = context.Features.Get<IHttpMaxRequestBodySizeFeature>();
        var isBegun = feature?.IsReadOnly;

        // Of a chunked body Kestrel counts the framing too, which is five bytes for each where a chunk holds one
        var needed = context.Request.ContentLength is null
            ? 16 + (6L * settings.Options.MaxRequestBodySize)
            : settings.Options.MaxRequestBodySize;
        if (isBegun is false && !route.LimitsBodySizeItself && feature!.MaxRequestBodySize < needed)
        {
            feature.MaxRequestBodySize = needed;
        }

        return isBegun;
    }

    private Refusal? CheckBody(RequestBodyReader.Result read, WebhookSettings settings) => read.Status switch
    {
        RequestBodyReader.Status.Read => null,
        RequestBodyReader.Status.TooLarge => TooLarge(settings),
        RequestBodyReader.Status.CutOff => new Refusal(null) { CutOffBy = read.Reason },
        RequestBodyReader.Status.ReadEarlier => ReadEarlier(),
        _ => new Refusal(IllowWebhookProblem.UnsupportedMediaType,
            "A component before app.UseIllowWebhooks() tried to decode the body, and could not."),
    };

    private Refusal ReadEarlier()
    {
        Log.BodyReadEarlier(_logger);
        return new Refusal(IllowWebhookProblem.BodyReadEarlier, Messages.BodyReadEarlier);
    }

    // ---- Step 3, verify the signature ----

    private IllowVerificationStatus VerifySignature(
        ImmutableArray<Registration> candidates,
        WebhookSettings settings,
        ReadOnlySpan<byte> body,
        string signature,
        DeliveryTrace? trace,
        out Registration? registration)
    {
        var started = telemetry.Timestamp();
        Span<byte> hash = stackalloc byte[IllowWebhookVerifier.MaxHashSizeInBytes];
        var length = 0;
        var result = IllowVerificationStatus.Invalid;
        registration = null;
        foreach (var candidate in candidates)
        {
            if (verifiers.For(candidate, settings) is not { } verifier)
            {
                continue;
            }

            // Once for all candidates
            if (length == 0 && !verifier.TryHash(body, hash, out length))
            {
                return IllowVerificationStatus.Unavailable;
            }

            var one = verifier.VerifyHash(hash[..length], signature);
            if (one.IsValid)
            {
                trace?.VerifiedBy(candidate, one.Key);
                registration = candidate;
                result = one.Status;
                break;
            }

            // One key that the host cannot use leaves open whether it would have verified
            result = one.Status == IllowVerificationStatus.Unavailable ? one.Status : result;
        }

        telemetry.Verified(started);
        return result;
    }

    private Refusal ExplainVerdict(
        IllowVerificationStatus verdict,
        RequestBodyReader.Result read,
        ImmutableArray<Registration> candidates,
        WebhookSettings settings,
        string signature)
    {
        if (verdict == IllowVerificationStatus.Unavailable)
        {
            Log.VerificationUnavailable(_logger);
            return new Refusal(IllowWebhookProblem.Unavailable, "The platform could not verify with this key.");
        }

        if (read.Touched)
        {
            return ReadEarlier();
        }

        if (!problems.Explains)
        {
            return new Refusal(IllowWebhookProblem.InvalidSignature);
        }

        IReadOnlyList<IllowPublicKey> keys = [.. candidates.SelectMany(r => r.Keys)];
        IReadOnlyList<IllowPublicKey> others =
            [.. settings.Registrations.Where(r => !candidates.Any(candidate => candidate.IsNamed(r.Name))).SelectMany(r => r.Keys)];
        var diagnosis = IllowSignatureDiagnosis.Explain(keys, read.Body, signature, settings.Verification, others);
        var fingerprints = string.Join(", ", keys.Select(key => key.Fingerprint));
        return new Refusal(IllowWebhookProblem.InvalidSignature, $"{diagnosis.Explanation} Keys tried: {fingerprints}.");
    }

    // ---- Step 4, read the message ----

    private Refusal? ReadMessage(
        byte[] body, WebhookSettings settings, Registration registration, DeliveryTrace? trace, out IllowMessage message)
    {
        if (!IllowMessage.TryParse(body, settings.EventProperty, json.Default, out message!, out var error))
        {
            Log.MalformedEnvelope(_logger, new LogText(registration.Name), error.Value.Explanation);
            return new Refusal(
                IllowWebhookProblem.MalformedEnvelope, "The signature is valid, but the body is not a valid envelope. "
                    + $"{error.Value.Explanation}");
        }

        trace?.Message = message;
        var differing = Differs(registration.CompanyId, message.CompanyId) ? nameof(registration.CompanyId)
            : Differs(registration.SiteId, message.SiteId) ? nameof(registration.SiteId)
            : null;
        if (differing is not null)
        {
            Log.WrongOrigin(_logger, new LogText(registration.Name), new LogText(message.CompanyId), new LogText(message.SiteId));
            return new Refusal(IllowWebhookProblem.WrongOrigin, $"The registration '{registration.Name}' accepts events of another "
                + $"{differing} only.");
        }

        return null;
    }

    private static bool Differs(string? pin, string value) => pin is not null && !string.Equals(pin, value, StringComparison.Ordinal);

    // ---- Step 5, choose the endpoint ----

    private Verification ChooseEndpoint(
        IllowMessage message, DateTimeOffset verifiedAt, ResolvedEvent resolved, WebhookRoute route, Registration registration)
    {
        if (resolved.Name is not { } @event)
        {
            Log.UnknownEvent(_logger, new LogText(registration.Name), route.Url);
            return new Refusal(IllowWebhookProblem.UnknownEvent, Messages.UnknownEvent(registration.Name, route.Url));
        }

        if (resolved.Source == EventSource.ExcludedName)
        {
            Log.ExcludedEvent(_logger, new LogText(@event), new LogText(registration.Name));
            return new Refusal(IllowWebhookProblem.WrongOrigin,
                $"The Events of the registration '{registration.Name}' do not list this event.") { Event = @event };
        }

        if (route.Choose(resolved.Wanted, registration) is not { } chosen)
        {
            Log.UnhandledEvent(_logger, new LogText(@event), new LogText(registration.Name), route.Url);
            return new Refusal(IllowWebhookProblem.UnhandledEvent, "No endpoint at " + route.Url + " takes this event.") { Event = @event };
        }

        var envelope = new IllowEnvelope(message, @event, registration.Name, verifiedAt, json.For(chosen.Handler.Endpoint));
        return new VerifiedDelivery(
            envelope, registration, chosen.Handler.Guarded, chosen.Declaration, route, audit.Map.ScopeOf(pipeline, route));
    }

    // ---- Answers ----

    private Task RefuseAsync(
        HttpContext context, WebhookRoute route, WebhookSettings settings, Verification verification, Activity? activity)
    {
        var refusal = verification.Refusal!;
        if (refusal.Problem is not { } problem)
        {
            CutOff(context, route, refusal.CutOffBy!, activity);
            return Task.CompletedTask;
        }

        if (problem == IllowWebhookProblem.UnhandledEvent && settings.Options.UnhandledEvents == IllowUnhandledEvents.Acknowledge)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            telemetry.Finished(context, Outcomes.Acknowledged, refusal.Event, activity);
            return Task.CompletedTask;
        }

        Log.Refused(_logger, route.Url, problem.StatusCode, problem.Code);
        telemetry.Finished(context, problem.Code, refusal.Event, activity);
        return problems.WriteAsync(context, problem, refusal.Detail);
    }

    // The server knows best what to say of a body that is too slow or cut off; no handler may run, and 200 must not stand
    private void CutOff(HttpContext context, WebhookRoute route, Exception exception, Activity? activity)
    {
        tracing.TraceOf(context)?.Exception = exception;
        Log.BodyCutOff(_logger, route.Url, exception.GetType().Name);
        telemetry.Finished(context, Outcomes.CutOff, null, activity);
        if (!context.Response.HasStarted)
        {
            context.Response.StatusCode = (exception as BadHttpRequestException)?.StatusCode ?? StatusCodes.Status400BadRequest;
        }

        if (exception is ConnectionResetException or ConnectionAbortedException)
        {
            // Nobody is left to answer, and Kestrel would try to read the rest of the body and log its own error
            context.Abort();
        }
    }

    // Middleware before this one may make a success of what comes to it: an error page with status 200, an envelope around every answer.
    // The sender would not deliver again. An answer that the server has already needs no keeping
    private void KeepFailure(HttpContext context, int status)
    {
        var response = context.Response;
        if (context.Features.Get<KeptFailure>() is { } earlier)
        {
            // That middleware ran the delivery once more: the last run decides
            earlier.Status = status;
            return;
        }

        if (status is >= 200 and < 300 || response.HasStarted)
        {
            return;
        }

        var kept = new KeptFailure { Status = status };
        context.Features.Set(kept);
        response.OnStarting(() =>
        {
            if (response.StatusCode < Math.Min(kept.Status, 400))
            {
                Log.FailureKept(_logger, kept.Status, response.StatusCode);
                response.StatusCode = kept.Status;
            }

            return Task.CompletedTask;
        });
    }

    private sealed class KeptFailure
    {
        internal int Status { get; set; }
    }

    /// <param name="envelope">What was handled.</param>
    /// <param name="outcome">The outcome.</param>
    /// <param name="status">The answer's; null where an exception goes on to the application, whose answer is not known yet.</param>
    private void LogHandled(IllowEnvelope envelope, string outcome, int? status)
    {
        var level = Outcomes.LevelOf(outcome);
        if (_logger.IsEnabled(level))
        {
            Log.Handled(
                _logger,
                level,
                new LogText(envelope.Event),
                new LogText(envelope.Webhook),
                new LogText(envelope.IdempotencyKey),
                outcome,
                status is { } sent ? sent : "none");
        }
    }

    /// <summary>What steps 1 to 5 came to: a verified delivery, or a refusal.</summary>
    private readonly record struct Verification(VerifiedDelivery? Delivery, Refusal? Refusal)
    {
        public static implicit operator Verification(VerifiedDelivery delivery) => new(delivery, null);

        public static implicit operator Verification(Refusal refusal) => new(null, refusal);
    }

    /// <summary>Why a request goes no further.</summary>
    /// <param name="Problem">What it is answered; null where the body never came whole.</param>
    /// <param name="Detail">The reason. Included in the response only in Development.</param>
    private sealed record Refusal(IllowWebhookProblem? Problem, string? Detail = null)
    {
        /// <summary>The event, where it was determined before.</summary>
        internal string? Event { get; init; }

        /// <summary>The exception that says that the body never came whole.</summary>
        internal Exception? CutOffBy { get; init; }
    }
}

/// <summary>
/// Remembers endpoints that are not the receiver's business, so that their requests pay no look-up in the metadata, which never
/// changes. Allocates nothing after it is made; keeps up to 256 endpoints alive, each until another takes its place. Thread-safe.
/// </summary>
internal sealed class NonWebhookEndpointCache
{
    private const int Places = 256;

    private readonly Place[] _places = new Place[Places];

    internal bool Contains(Endpoint endpoint) => ReferenceEquals(PlaceOf(endpoint).Endpoint, endpoint);

    internal void Add(Endpoint endpoint) => PlaceOf(endpoint).Endpoint = endpoint;

    private ref Place PlaceOf(Endpoint endpoint) => ref _places[RuntimeHelpers.GetHashCode(endpoint) % Places];

    // A struct around the reference spares each write the check of the array's type
    private struct Place
    {
        internal Endpoint? Endpoint;
    }
}
