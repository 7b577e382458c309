namespace Illow.AspNetCore.Inspector;

/// <summary>
/// Settings of the inspector, bound to the section <c>Illow:Inspector</c> and read once, when the application starts.
/// </summary>
public sealed class IllowInspectorOptions
{
    /// <summary>How many deliveries are kept, the newest of all. From 1 to 100,000. Default: 1,000.</summary>
    public int Capacity { get; set; } = 1_000;

    /// <summary>
    /// How many bytes of a body are kept. Of a longer one the beginning is shown, and it cannot be replayed. From 0 to 16 MiB. Default: 64 KiB.
    /// </summary>
    public int MaximumBodySize { get; set; } = 64 * 1024;

    /// <summary>
    /// How many bytes all kept deliveries may take together, as estimated from their bodies and headers; the oldest make room. From 64 KiB. Default: 16 MiB.
    /// </summary>
    public long MaximumMemory { get; set; } = 16 * 1024 * 1024;

    /// <summary>
    /// Whether a delivery may be replayed, which runs its handler again where the event was not handled. Default (null): in Development only.
    /// </summary>
    public bool? AllowReplay { get; set; }

    /// <summary>
    /// A private RSA key that signs sample events: PEM, PKCS#8 or PKCS#1, unencrypted; <c>\n</c> may stand for line breaks. The public half has to be
    /// a registration's key. In Development only; elsewhere it stops the start. Default: none, and no sample events.
    /// </summary>
    public string? TestKey { get; set; }

    /// <summary>
    /// Files that hold such keys, for several registrations; relative to the content root. In Development only. Default: none.
    /// </summary>
    public IList<string> TestKeyFiles { get; } = [];

    /// <summary>
    /// Host names under which the inspector answers where no policy protects it, besides <c>localhost</c>, its subdomains and IP addresses: a page of
    /// another name could have been pointed at this machine by somebody else's DNS. Default: none.
    /// </summary>
    public IList<string> AllowedHosts { get; } = [];
}
