using System.Collections.Frozen;
using System.Collections.Immutable;
using Illow.Webhooks.Signatures;

namespace Illow.AspNetCore.Configuration;

/// <summary>
/// The settings that one request sees from beginning to end: the options as bound, and what was made of them. A reload makes a new one.
/// </summary>
internal sealed class WebhookSettings(IllowWebhooksOptions options, SignatureHash hash, ImmutableArray<Registration> registrations)
{
    internal IllowWebhooksOptions Options { get; } = options;

    internal SignatureHash Hash { get; } = hash;

    internal ImmutableArray<Registration> Registrations { get; } = registrations;

    internal FrozenDictionary<string, Registration> ByName { get; } =
        registrations.ToFrozenDictionary(r => r.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>The member of the body that names the event; null to look at none.</summary>
    internal string? EventProperty { get; } = string.IsNullOrEmpty(options.EventProperty) ? null : options.EventProperty;

    internal bool IsQueued(IllowWebhookAttribute declaration) => declaration.QueuedOrDefault ?? Options.Queued;
}
