using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Security.Cryptography;

namespace Illow.AspNetCore.Configuration;

/// <summary>
/// The settings that one request sees from beginning to end: the options as bound, and what was made of them. A reload makes a new one.
/// </summary>
internal sealed class WebhookSettings(IllowWebhooksOptions options, HashAlgorithmName hash, ImmutableArray<Registration> registrations)
{
    internal IllowWebhooksOptions Options { get; } = options;

    /// <summary>How signatures are verified.</summary>
    internal IllowWebhookVerifierOptions Verification { get; } =
        new() { HashAlgorithm = hash, ManagedVerification = options.ManagedVerification };

    internal ImmutableArray<Registration> Registrations { get; } = registrations;

    internal FrozenDictionary<string, Registration> ByName { get; } =
        registrations.ToFrozenDictionary(r => r.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>The member of the body that names the event; null to look at none.</summary>
    internal string? EventProperty { get; } = string.IsNullOrEmpty(options.EventProperty) ? null : options.EventProperty;

    internal bool IsQueued(IllowWebhookAttribute declaration) => declaration.QueuedOrDefault ?? Options.Queued;
}

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

/// <summary>The rules for the name of a registration, wherever it comes from: settings, a URL or a key provider.</summary>
internal static class WebhookName
{
    internal const int MaximumLength = 128;

    internal static bool IsValid(string name) =>
        name.Length is > 0 and <= MaximumLength
        && !char.IsWhiteSpace(name[0])
        && !char.IsWhiteSpace(name[^1])
        && !name.Any(char.IsControl);

    /// <summary>
    /// Writes the one spelling that all names have which <see cref="StringComparison.OrdinalIgnoreCase"/> takes for equal; it has the same
    /// length.
    /// </summary>
    internal static void Fold(ReadOnlySpan<char> name, Span<char> destination)
    {
        name.ToUpperInvariant(destination);
        for (var i = 0; i < name.Length; i++)
        {
            // Ordinal comparison tells a few letters from what is otherwise their capital, such as the long s from S
            if (destination[i] != name[i]
                && char.IsBetween(name[i], '\u0080', '\uD7FF')
                && !name.Slice(i, 1).Equals(destination.Slice(i, 1), StringComparison.OrdinalIgnoreCase))
            {
                destination[i] = name[i];
            }
        }
    }
}
