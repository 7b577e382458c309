using System.Collections.Concurrent;
using Hangfire;
using Hangfire.Common;
using Hangfire.States;
using Microsoft.Extensions.Options;

namespace Illow.AspNetCore.Hangfire;

/// <summary>
/// Stores deliveries as jobs on threads of its own: Hangfire's client blocks its thread, and requests that block the thread pool keep
/// a server from answering anything. Thread-safe.
/// </summary>
internal sealed class HangfireDeliveryQueue : IIllowDeliveryQueue, IDisposable
{
    // More than a storage takes before their senders give up; those who have given up are among them until a thread is free
    private const int MostWaiting = 10_000;

    private readonly BlockingCollection<Waiting> _waiting = new(MostWaiting);
    private readonly IBackgroundJobClient _client;
    private readonly string _queue;

    public HangfireDeliveryQueue(IBackgroundJobClient client, IOptions<IllowHangfireQueueOptions> options)
    {
        _client = client;
        _queue = options.Value.Queue;
        for (var i = 0; i < options.Value.StoringThreads; i++)
        {
            new Thread(Store) { IsBackground = true, Name = "illow Hangfire client" }.UnsafeStart();
        }
    }

    public ValueTask EnqueueAsync(IllowQueuedDelivery delivery, CancellationToken cancellationToken)
    {
        var waiting = new Waiting(delivery);
        waiting.GiveUpAt(cancellationToken);
        if (!_waiting.TryAdd(waiting))
        {
            throw new InvalidOperationException(
                $"{MostWaiting} deliveries wait for Hangfire's storage already, so it does not answer or is too slow.");
        }

        return new ValueTask(waiting.Stored.Task);
    }

    public void Dispose() => _waiting.CompleteAdding();

    private void Store()
    {
        foreach (var waiting in _waiting.GetConsumingEnumerable())
        {
            // Whoever has been answered 503 in the meantime will send again
            if (waiting.Take() is not { } delivery)
            {
                continue;
            }

            try
            {
                var job = Job.FromExpression<IllowQueuedDeliveryJob>(job => job.RunAsync(delivery, null, CancellationToken.None));
                if (_client.Create(job, new EnqueuedState(_queue)) is null)
                {
                    throw new InvalidOperationException(
                        "A filter of the application kept Hangfire from creating the job of a webhook delivery.");
                }

                waiting.Stored.SetResult();
            }
            catch (Exception exception)
            {
                waiting.Stored.SetException(exception);
            }
        }
    }

    /// <summary>
    /// A delivery that is taken by a thread or given up by its sender, whichever comes first. What is given up holds no body.
    /// </summary>
    private sealed class Waiting(IllowQueuedDelivery delivery)
    {
        private IllowQueuedDelivery? _delivery = delivery;
        private CancellationTokenRegistration _givingUp;

        // The request goes on elsewhere: these threads do nothing but store
        internal TaskCompletionSource Stored { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal void GiveUpAt(CancellationToken cancellationToken) => _givingUp = cancellationToken.UnsafeRegister(
            static (state, token) =>
            {
                var waiting = (Waiting)state!;
                if (Interlocked.Exchange(ref waiting._delivery, null) is not null)
                {
                    waiting.Stored.TrySetCanceled(token);
                }
            },
            this);

        internal IllowQueuedDelivery? Take()
        {
            _givingUp.Unregister();
            return Interlocked.Exchange(ref _delivery, null);
        }
    }
}
