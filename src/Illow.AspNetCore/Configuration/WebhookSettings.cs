using System.Collections.Frozen;
using System.Collections.Immutable;
using Illow.Webhooks.Signatures;

namespace Illow.AspNetCore.Configuration;

/// <summary>The settings that one request sees from beginning to end. Immutable; a reload makes a new one.</summary>
internal sealed class WebhookSettings
{
    internal required ImmutableArray<Registration> Registrations { get; init; }

    internal required FrozenDictionary<string, Registration> ByName { get; init; }

    internal required SignatureHash Hash { get; init; }

    internal required bool ManagedVerification { get; init; }

    internal required string SignatureHeader { get; init; }

    internal required int MaxRequestBodySize { get; init; }

    internal required int MinimumKeySize { get; init; }

    internal required string? EventProperty { get; init; }

    internal required IllowUnhandledEvents UnhandledEvents { get; init; }

    internal required string Path { get; init; }

    internal required IllowIdempotencyOptions Idempotency { get; init; }

    internal required bool Queued { get; init; }

    internal required IllowQueueOptions Queue { get; init; }

    internal bool IsQueued(IllowWebhookAttribute declaration) => declaration.QueuedOrDefault ?? Queued;
}
