namespace Illow.AspNetCore;

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
    /// The events that the webhook subscribes to in illow. Empty (the default): any. With exactly one, the key alone tells the event.
    /// </summary>
    public IList<string> Events { get; set; } = [];

    /// <summary>The only <c>companyId</c> accepted from this webhook, compared exactly. Default: any.</summary>
    public string? CompanyId { get; set; }

    /// <summary>The only <c>siteId</c> accepted from this webhook, compared exactly. Default: any.</summary>
    public string? SiteId { get; set; }
}
