using System.Globalization;
using System.Text;

namespace Illow.AspNetCore.Diagnostics;

/// <summary>
/// Every line the package writes. Ids are stable: dashboards and alerts hang on them. No key, body, metadata or signature is ever a
/// parameter; a sender's text comes as <see cref="LogText"/>.
/// </summary>
internal static partial class Log
{
    internal const string Category = "Illow.AspNetCore";

    [LoggerMessage(1, LogLevel.Information, "Illow webhook settings reloaded: {Registrations} registrations are in force.")]
    internal static partial void SettingsReloaded(ILogger logger, int registrations);

    [LoggerMessage(2, LogLevel.Error,
        "Illow webhook settings changed, but the new ones do not pass the checks; the last good ones stay in force. {Problem}")]
    internal static partial void SettingsReloadRefused(ILogger logger, string problem);

    [LoggerMessage(3, LogLevel.Critical,
        "This host refuses to verify RSA signatures with {Hash} ({Reason}): every delivery is answered 503 and none is accepted. "
        + "RHEL 9 and 10, UBI 9, CentOS Stream 9 and Fedora 41+ switch SHA-1 signatures off by policy; docs/rhel9.md has the remedies.")]
    internal static partial void PlatformRefuses(ILogger logger, string hash, string reason);

    [LoggerMessage(4, LogLevel.Warning, "Illow webhook audit: {Finding}")]
    internal static partial void AuditWarning(ILogger logger, string finding);

    [LoggerMessage(5, LogLevel.Error,
        "Endpoints carry [IllowWebhook], but app.UseIllowWebhooks() was not called: every delivery to them will fail. "
        + "Call it in the application's start-up code, after app.UseRouting() where that is called.")]
    internal static partial void MiddlewareNotUsed(ILogger logger);

    [LoggerMessage(6, LogLevel.Warning,
        "Illow:ManagedVerification is true: signatures are verified in managed code and not by this host's cryptography, "
        + "whatever its policy says of the hash. Set it to false where the host verifies them; docs/rhel9.md says when.")]
    internal static partial void ManagedVerification(ILogger logger);

    [LoggerMessage(7, LogLevel.Error,
        "Illow webhook settings were reloaded and are in force, but an OnChange listener of the application threw.")]
    internal static partial void ChangeListenerFailed(ILogger logger, Exception exception);

    [LoggerMessage(8, LogLevel.Information,
        "Illow webhook settings are not complete, which does not matter while documents are generated. {Problem}")]
    internal static partial void NoSettingsForDocuments(ILogger logger, string problem);

    [LoggerMessage(9, LogLevel.Warning, "{Problem}")]
    internal static partial void MisspelledSetting(ILogger logger, string problem);

    [LoggerMessage(
        EventId = 10, Message = "Event {Event} of webhook {Webhook} with idempotency key {IdempotencyKey}: {Outcome}, status {Status}.")]
    internal static partial void Handled(
        ILogger logger, LogLevel level, LogText @event, LogText webhook, LogText idempotencyKey, string outcome, object status);

    [LoggerMessage(11, LogLevel.Information, "A request to the webhook URL {Url} was refused with {Status}: {Outcome}.")]
    internal static partial void Refused(ILogger logger, string url, int status, string outcome);

    [LoggerMessage(12, LogLevel.Error,
        "The event of a verified delivery by webhook {Webhook} at {Url} could not be determined, so it was answered 422. "
        + Messages.NameTheEvent)]
    internal static partial void UnknownEvent(ILogger logger, LogText webhook, string url);

    [LoggerMessage(13, LogLevel.Error,
        "The metadata of event {Event} of webhook {Webhook} does not fit {Type} ({Position}), so it was answered 400. "
        + Messages.FitTheMetadata)]
    internal static partial void MetadataMismatch(ILogger logger, LogText @event, LogText webhook, string type, string position);

    [LoggerMessage(14, LogLevel.Error, "The key provider failed for webhook {Webhook}, so the delivery was answered 503.")]
    internal static partial void KeyProviderFailed(ILogger logger, LogText webhook, Exception exception);

    [LoggerMessage(15, LogLevel.Error, "The key provider gave a text for webhook {Webhook} that {Problem} The delivery was answered 503.")]
    internal static partial void KeyProviderGaveNoKey(ILogger logger, LogText webhook, string problem);

    [LoggerMessage(16, LogLevel.Error,
        "The platform could not verify a signature: it refuses the algorithm or the key. The delivery was answered 503; "
        + "the health check says more.")]
    internal static partial void VerificationUnavailable(ILogger logger);

    [LoggerMessage(17, LogLevel.Error,
        "Something earlier in the pipeline has read the body of a webhook request, and it cannot be rewound, "
        + "so the delivery was answered 500. " + Messages.ReadBodyLater)]
    internal static partial void BodyReadEarlier(ILogger logger);

    [LoggerMessage(18, LogLevel.Debug,
        "The sender of a request to the webhook URL {Url} went away or stalled in the middle of the body ({Reason}); nothing was handled.")]
    internal static partial void BodyCutOff(ILogger logger, string url, string reason);

    [LoggerMessage(19, LogLevel.Warning, "Event {Event} of webhook {Webhook} has no handler at {Url}.")]
    internal static partial void UnhandledEvent(ILogger logger, LogText @event, LogText webhook, string url);

    [LoggerMessage(20, LogLevel.Warning,
        "A verified delivery of webhook {Webhook} is of company {CompanyId}, site {SiteId}, which the registration's CompanyId or SiteId "
        + "excludes; it was answered 403.")]
    internal static partial void WrongOrigin(ILogger logger, LogText webhook, LogText companyId, LogText siteId);

    [LoggerMessage(21, LogLevel.Error,
        "A verified delivery of webhook {Webhook} is not a valid envelope, so it was answered 400. {Problem}")]
    internal static partial void MalformedEnvelope(ILogger logger, LogText webhook, string problem);

    [LoggerMessage(22, LogLevel.Error,
        "The queue did not take event {Event} of webhook {Webhook}, so the delivery was answered 503 and its claim released.")]
    internal static partial void NotQueued(ILogger logger, LogText @event, LogText webhook, Exception exception);

    [LoggerMessage(
        EventId = 23,
        Message = "Event {Event} of webhook {Webhook} with idempotency key {IdempotencyKey} ran from the queue "
            + "(delivery {Delivery}, attempt {Attempt}): {Outcome}.")]
    internal static partial void Ran(
        ILogger logger,
        LogLevel level,
        LogText @event,
        LogText webhook,
        LogText idempotencyKey,
        Guid delivery,
        int attempt,
        string outcome);

    [LoggerMessage(24, LogLevel.Warning,
        "A verified delivery of webhook {Webhook} names the event {Event}, which the registration's Events do not list; "
        + "it was answered 403.")]
    internal static partial void ExcludedEvent(ILogger logger, LogText @event, LogText webhook);

    [LoggerMessage(25, LogLevel.Error,
        "The handler of event {Event} of webhook {Webhook} threw {Type}, and a filter or middleware of the application turned it into "
        + "status {Status}. The event counts as failed: it is not recorded as handled and not answered 2xx.")]
    internal static partial void FailureSwallowed(ILogger logger, LogText @event, LogText webhook, string type, int status);

    [LoggerMessage(26, LogLevel.Error,
        "A delivery of event {Event} of webhook {Webhook} got status {Status} although its handler did not run, so it was answered 500: "
        + Messages.LetDeliveriesPass)]
    internal static partial void HandlerDidNotRun(ILogger logger, LogText @event, LogText webhook, int status);

    [LoggerMessage(27, LogLevel.Error,
        "What was left for the end of the response threw: a callback of OnCompleted, or a service of the request as it was disposed of. "
        + "The outcome stays as it is.")]
    internal static partial void CompletedCallbackFailed(ILogger logger, Exception exception);

    [LoggerMessage(28, LogLevel.Warning,
        "A delivery was to be answered {Status}, but middleware before app.UseIllowWebhooks() made {Other} of it, "
        + "after which the sender would not deliver again: it was answered {Status}.")]
    internal static partial void FailureKept(ILogger logger, int status, int other);

    [LoggerMessage(29, LogLevel.Warning,
        "A filter or middleware of the application did not wait for the handler of event {Event} of webhook {Webhook}. The answer waits "
        + "until the handler has ended. Let its cancellation token end it instead, or queue it.")]
    internal static partial void HandlerStillRuns(ILogger logger, LogText @event, LogText webhook);

    [LoggerMessage(30, LogLevel.Error, "The idempotency store failed at the step {Step}.")]
    internal static partial void StoreFailed(ILogger logger, string step, Exception exception);

    [LoggerMessage(31, LogLevel.Error,
        "The claim of an event was lost while its handler ran: the lease ended, or another instance has taken the event over. "
        + "The delivery is not answered 2xx.")]
    internal static partial void LeaseLost(ILogger logger);

    [LoggerMessage(35, LogLevel.Error,
        "A callback that the handler of an event registered on its cancellation token threw. The handler goes on, "
        + "and its claim is kept until it ends.")]
    internal static partial void TokenCallbackFailed(ILogger logger, Exception exception);

    [LoggerMessage(32, LogLevel.Warning,
        "Idempotency keys are recorded in memory alone: after a restart, and in every other instance, "
        + "a repeated or replayed event is handled again. Add AddRedisStore or AddEntityFrameworkStore (docs/idempotency.md).")]
    internal static partial void InMemoryStore(ILogger logger);

    [LoggerMessage(33, LogLevel.Warning,
        "Illow:Idempotency:Retention is {Retention}. Signatures never expire, so whoever captured a delivery can have it handled again "
        + "after that time; 30 days is the default.")]
    internal static partial void ShortRetention(ILogger logger, TimeSpan retention);

    [LoggerMessage(34, LogLevel.Warning, "Illow:Idempotency:Enabled is false: every repeated or replayed event is handled again.")]
    internal static partial void IdempotencyOff(ILogger logger);
}

/// <summary>
/// A sender's text made safe for a log line: escaped, so that it can neither break the line nor colour the terminal nor turn its
/// direction, and cut to 64 characters. Escapes when it is written, not when it is made.
/// </summary>
internal readonly record struct LogText(string? Value)
{
    internal const int MaximumLength = 64;

    public override string ToString() => Escape(Value);

    internal static string Escape(string? text)
    {
        if (text is null)
        {
            return "(none)";
        }

        var escaped = new StringBuilder(Math.Min(text.Length, MaximumLength));
        foreach (var rune in text.EnumerateRunes())
        {
            var written = IsPlain(rune) ? rune.ToString() : Invariant(rune);
            if (escaped.Length + written.Length > MaximumLength - 1)
            {
                return escaped.Append('…').ToString();
            }

            escaped.Append(written);
        }

        return escaped.ToString();
    }

    private static string Invariant(Rune rune) => string.Create(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:x}}}");

    // Letters and digits of any script, and ASCII punctuation but the quote, the escape character and angle brackets
    private static bool IsPlain(Rune rune) => rune.IsAscii
        ? rune.Value is >= ' ' and < 0x7f and not ('\\' or '"' or '<' or '>')
        : Rune.IsLetterOrDigit(rune);
}
