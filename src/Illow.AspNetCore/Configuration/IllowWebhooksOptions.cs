using Illow.AspNetCore.Configuration;

namespace Illow.AspNetCore;

/// <summary>
/// Everything an application can set, bound from the configuration section <c>Illow</c>. Checked when the host starts;
/// a change of the configuration counts from the next request on, and a change that does not pass the checks keeps the last good settings.
/// </summary>
/// <remarks>
/// The inherited settings, such as <see cref="IllowWebhookRegistrationOptions.PublicKey"/>, form the registration named <c>default</c>;
/// <see cref="Webhooks"/> adds further ones.
/// </remarks>
public sealed class IllowWebhooksOptions : IllowWebhookRegistrationOptions
{
    /// <summary>
    /// The URL of handlers without their own route. Default: <c>/webhooks/illow</c>. Read once, when endpoints are mapped.
    /// </summary>
    public string Path { get; set; } = "/webhooks/illow";

    /// <summary>
    /// One registration for each webhook created in illow, by a name of your choice (compared without regard to case):
    /// each webhook has its own public key.
    /// </summary>
    public IDictionary<string, IllowWebhookRegistrationOptions> Webhooks { get; } =
        new Dictionary<string, IllowWebhookRegistrationOptions>(StringComparer.OrdinalIgnoreCase);

    /// <summary>The request header that carries the signature. Default: <c>illow-signature</c>.</summary>
    public string SignatureHeader { get; set; } = "illow-signature";

    /// <summary>
    /// The hash of the RSASSA-PKCS1-v1_5 signature: <c>SHA1</c> (the default, what illow documents), <c>SHA256</c>, <c>SHA384</c> or
    /// <c>SHA512</c>.
    /// </summary>
    public string HashAlgorithm { get; set; } = "SHA1";

    /// <summary>The largest body accepted, in bytes, declared or counted. Default: 1,048,576 (1 MiB); at most 1 GiB.</summary>
    public int MaxRequestBodySize { get; set; } = 1024 * 1024;

    /// <summary>The shortest RSA key accepted, in bits. Default: 2048; not below 1024.</summary>
    public int MinimumKeySize { get; set; } = 2048;

    /// <summary>
    /// Whether signatures are verified in managed code in place of the host's cryptography. Default: false. For hosts alone whose policy
    /// refuses SHA-1 signatures and cannot be changed, such as RHEL 9: docs/rhel9.md. The start warns where it is true.
    /// </summary>
    /// <remarks>
    /// As strict as the host's (RFC 8017, 8.2.2: the one right encoding is built and compared whole), but slower by a factor of ten or
    /// so, and outside of whatever certification the host's cryptography has. Digests still come from the host.
    /// </remarks>
    public bool ManagedVerification { get; set; }

    /// <summary>
    /// The member of the signed body that names the event, should illow ever send one. Default: <c>event</c>; empty to look at none.
    /// </summary>
    public string? EventProperty { get; set; } = "event";

    /// <summary>
    /// What to answer to a verified event that no endpoint of the URL handles. Default: <see cref="IllowUnhandledEvents.Reject"/>.
    /// </summary>
    public IllowUnhandledEvents UnhandledEvents { get; set; }

    /// <summary>Whether all handlers are run from the application's queue, except those that say otherwise. Default: false.</summary>
    public bool Queued { get; set; }

    /// <summary>How deliveries are stored in the queue.</summary>
    public IllowQueueOptions Queue { get; } = new();

    /// <summary>How repeated deliveries are recognised.</summary>
    public IllowIdempotencyOptions Idempotency { get; } = new();

    /// <summary>
    /// All registrations: the settings at the top level as <c>default</c>, where they form one, and those of <see cref="Webhooks"/>.
    /// </summary>
    /// <returns>Names and settings, which are the ones of this object; not checked.</returns>
    public IEnumerable<KeyValuePair<string, IllowWebhookRegistrationOptions>> GetRegistrations() =>
        WebhookSettingsBuilder.HasDefault(this) ? [new(Registration.DefaultName, this), .. Webhooks] : Webhooks;
}

/// <summary>One webhook as it was created in illow: its public keys, its events and, if wanted, whose events it may bring.</summary>
public class IllowWebhookRegistrationOptions
{
    /// <summary>
    /// The webhook's RSA public key: PEM (<c>PUBLIC KEY</c> or <c>RSA PUBLIC KEY</c>; line breaks may be written <c>\n</c> or be lost) or
    /// the bare base64 of either.
    /// </summary>
    public string? PublicKey { get; set; }

    /// <summary>Several keys, each of which is accepted: the old and the new one while a key is being exchanged.</summary>
    public IList<string> PublicKeys { get; set; } = [];

    /// <summary>
    /// A file that holds the key, read at start and again whenever it changes (checked once a second). A relative path starts at the
    /// content root.
    /// </summary>
    public string? PublicKeyFile { get; set; }

    /// <summary>
    /// The events that the webhook subscribes to in illow. Empty (the default): any. With exactly one, the key alone determines the event.
    /// </summary>
    public IList<string> Events { get; set; } = [];

    /// <summary>The only <c>companyId</c> accepted from this webhook, compared exactly. Default: any.</summary>
    public string? CompanyId { get; set; }

    /// <summary>The only <c>siteId</c> accepted from this webhook, compared exactly. Default: any.</summary>
    public string? SiteId { get; set; }
}

/// <summary>
/// How repeated deliveries are recognised. What is signed has no time in it, so the record of idempotency keys is
/// also the only defence against replay: <see cref="Retention"/> is the replay window.
/// </summary>
public sealed class IllowIdempotencyOptions
{
    /// <summary>Whether repetitions are recognised at all. Default: true.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>
    /// Tells applications apart that share a store, so that none takes another's events for repetitions. Default: the host's application
    /// name (<c>IHostEnvironment.ApplicationName</c>), which is the entry assembly's. Instances of one application must agree in it: set it
    /// before the assembly is renamed, to the old name, or events that were handled under the old name are handled again.
    /// </summary>
    public string? Scope { get; set; }

    /// <summary>
    /// How long a claim lasts if its holder vanishes. Default: 60 seconds; 1 second to 1 hour. It is renewed while the handler runs, so it
    /// can be shorter than a handler takes.
    /// </summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a completed event is remembered. Default: 30 days; under 7 days the start warns.</summary>
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(30);

    /// <summary>
    /// The most records that the in-memory store holds. Default: 1,000,000 (about 130 MB). At the limit new events are answered 503: a live
    /// record is never dropped.
    /// </summary>
    public int Capacity { get; set; } = 1_000_000;
}

/// <summary>How deliveries are stored in the queue of queued handlers.</summary>
public sealed class IllowQueueOptions
{
    /// <summary>
    /// Whether bodies are encrypted at rest with ASP.NET Core Data Protection. Default: false. Needs <c>AddDataProtection()</c> and a key
    /// ring that every instance which runs the queue can read, for as long as a delivery may wait.
    /// </summary>
    public bool Protect { get; set; }
}

/// <summary>What to answer to a verified event that no endpoint of the URL handles.</summary>
public enum IllowUnhandledEvents
{
    /// <summary>404, so that the gap shows and the sender keeps the event. The default.</summary>
    Reject = 0,

    /// <summary>204: the application waives the events that it does not handle.</summary>
    Acknowledge = 1,
}
