using System.Collections.Immutable;

namespace Illow.AspNetCore.Configuration;

/// <summary>One webhook of the settings in force. Immutable.</summary>
internal sealed class Registration(
    string name,
    ImmutableArray<IllowPublicKey> keys,
    ImmutableArray<string> events,
    string? companyId,
    string? siteId)
{
    internal const string DefaultName = "default";

    internal string Name { get; } = name;

    internal ImmutableArray<IllowPublicKey> Keys { get; } = keys;

    internal ImmutableArray<string> Events { get; } = events;

    internal string? CompanyId { get; } = companyId;

    internal string? SiteId { get; } = siteId;

    /// <summary>
    /// What verifies with these keys, once it has been asked for: see <see cref="Middleware.SignatureVerifierProvider"/>.
    /// </summary>
    internal IllowWebhookVerifier? Verifier { get; set; }

    /// <summary>The event that the key alone tells, if there is one.</summary>
    internal string? OnlyEvent => Events.Length == 1 ? Events[0] : null;

    internal bool MayDeliver(string @event) => Events.IsEmpty || Events.Contains(@event, StringComparer.Ordinal);

    /// <summary>The same registration with further keys.</summary>
    internal Registration WithKeys(IEnumerable<IllowPublicKey> further) => new(Name, [.. Keys, .. further], Events, CompanyId, SiteId);

    internal bool IsNamed(string name) => string.Equals(Name, name, StringComparison.OrdinalIgnoreCase);
}
