namespace Illow.AspNetCore.Inspector;

/// <summary>
/// Settings of the inspector, bound to the section <c>Illow:Inspector</c> and read once, when the application starts.
/// </summary>
public sealed class IllowInspectorOptions
{
    /// <summary>How many deliveries are kept, the newest of all. From 1 to 100,000. Default: 1,000.</summary>
    public int Capacity { get; set; } = 1_000;

    /// <summary>
    /// How many bytes of a body are kept. Of a longer one the beginning is shown, and it cannot be replayed. From 0 to 16 MiB. Default:
    /// 64 KiB.
    /// </summary>
    public int MaximumBodySize { get; set; } = 64 * 1024;

    /// <summary>
    /// How many bytes all kept deliveries may take together, estimated from everything that they hold: bodies, and two bytes for each
    /// character of methods, URLs, headers and texts. The oldest make room. From 64 KiB. Default: 16 MiB.
    /// </summary>
    public long MaximumMemory { get; set; } = 16 * 1024 * 1024;

    /// <summary>
    /// Whether a delivery may be replayed, which runs its handler again where the event was not handled. Default (null): in Development
    /// only.
    /// </summary>
    public bool? AllowReplay { get; set; }

    /// <summary>
    /// A private RSA key that signs sample events: PEM, PKCS#8 or PKCS#1, unencrypted; <c>\n</c> may stand for line breaks. The public half
    /// must be a registration's key. In Development only; elsewhere the application does not start. Default: none, and no sample events.
    /// </summary>
    public string? TestKey { get; set; }

    /// <summary>
    /// Files that hold such keys, for several registrations; relative to the content root. In Development only. Default: none.
    /// </summary>
    public IList<string> TestKeyFiles { get; } = [];

    /// <summary>
    /// The file that keeps the newest deliveries over a restart of the application, relative to the content root; an empty string: none. In
    /// Development only; elsewhere the application does not start with it. It holds bodies and signatures, but no other credentials: of the
    /// headers only well-known ones, and no query strings. Up to 200 deliveries and about 4 MiB. Default (null):
    /// <c>obj/illow-inspector.json</c> where the content root has a folder <c>obj</c>, as with <c>dotnet run</c>, and never in a test host.
    /// </summary>
    public string? HistoryFile { get; set; }

    /// <summary>
    /// Host names under which the inspector answers where no policy protects it, besides <c>localhost</c>, its subdomains and IP
    /// addresses: somebody else's DNS can make any other name resolve to this machine. Default: none.
    /// </summary>
    public IList<string> AllowedHosts { get; } = [];
}
