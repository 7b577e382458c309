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
