using Wolverine.Persistence.Durability;
using Wolverine.Runtime;

namespace Illow.AspNetCore.Wolverine;

/// <summary>
/// Publishes deliveries through its own outbox. Publishing directly would not do: a durable local queue logs a storage that
/// fails, retries it in memory and reports success, so that a delivery would be acknowledged that nothing holds. Thread-safe.
/// </summary>
internal sealed class WolverineDeliveryQueue(IWolverineRuntime runtime) : IIllowDeliveryQueue
{
    public async ValueTask EnqueueAsync(IllowQueuedDelivery delivery, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();

        // A server may listen before the startup check has stopped the host, and this storage takes everything and keeps nothing
        if (runtime.Storage is NullMessageStore)
        {
            throw new InvalidOperationException(WolverineMessages.NoStorage);
        }

        var bus = new MessageContext(runtime);
        var outbox = new DirectOutbox(runtime.Storage, runtime.DurabilitySettings.AssignedNodeNumber);
        await bus.EnlistInOutboxAsync(outbox);
        await bus.PublishAsync(delivery);
        if (!outbox.HasStored)
        {
            throw new InvalidOperationException(WolverineMessages.StoresNothing(null));
        }

        await bus.FlushOutgoingMessagesAsync();
    }

    /// <summary>Stores each message at once, and lets failures through to the caller.</summary>
    private sealed class DirectOutbox(IMessageStore store, int node) : IEnvelopeTransaction
    {
        internal bool HasStored { get; private set; }

        public async Task PersistIncomingAsync(global::Wolverine.Envelope envelope)
        {
            await store.Inbox.StoreIncomingAsync(envelope);
            HasStored = true;
        }

        public async Task PersistOutgoingAsync(global::Wolverine.Envelope envelope)
        {
            await store.Outbox.StoreOutgoingAsync(envelope, node);
            HasStored = true;
        }

        public async Task PersistOutgoingAsync(global::Wolverine.Envelope[] envelopes)
        {
            foreach (var envelope in envelopes)
            {
                await PersistOutgoingAsync(envelope);
            }
        }

        public ValueTask RollbackAsync() => ValueTask.CompletedTask;

        public Task<bool> TryMakeEagerIdempotencyCheckAsync(
            global::Wolverine.Envelope envelope, global::Wolverine.DurabilitySettings settings, CancellationToken cancellation) =>
            Task.FromResult(true);
    }
}
