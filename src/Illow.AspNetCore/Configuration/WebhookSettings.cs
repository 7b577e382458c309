using System.Collections.Frozen;
using System.Collections.Immutable;
using Illow.Webhooks.Signatures;

namespace Illow.AspNetCore.Configuration;

/// <summary>The settings that one request sees from beginning to end: the options as bound, and what was made of them. A reload makes a new one.</summary>
internal sealed class WebhookSettings(IllowWebhooksOptions options, SignatureHash hash, ImmutableArray<Registration> registrations)
{
    internal IllowWebhooksOptions Options { get; } = options;

    internal SignatureHash Hash { get; } = hash;

    internal ImmutableArray<Registration> Registrations { get; } = registrations;

    internal FrozenDictionary<string, Registration> ByName { get; } =
        registrations.ToFrozenDictionary(r => r.Name, StringComparer.OrdinalIgnoreCase);

    internal bool ManagedVerification => Options.ManagedVerification;

    internal string SignatureHeader => Options.SignatureHeader;

    internal int MaxRequestBodySize => Options.MaxRequestBodySize;

    internal int MinimumKeySize => Options.MinimumKeySize;

    internal string? EventProperty => string.IsNullOrEmpty(Options.EventProperty) ? null : Options.EventProperty;

    internal IllowUnhandledEvents UnhandledEvents => Options.UnhandledEvents;

    internal string Path => Options.Path;

    internal IllowIdempotencyOptions Idempotency => Options.Idempotency;

    internal bool Queued => Options.Queued;

    internal IllowQueueOptions Queue => Options.Queue;

    internal bool IsQueued(IllowWebhookAttribute declaration) => declaration.QueuedOrDefault ?? Options.Queued;
}
