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
    /// The URL of handlers without a route of their own. Default: <c>/webhooks/illow</c>. Read once, when endpoints are mapped.
    /// </summary>
    public string Path { get; set; } = "/webhooks/illow";

    /// <summary>
    /// One registration for each webhook created in illow, by a name of your choice (compared without regard to case):
    /// each webhook has a public key of its own.
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
