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
    private readonly BlockingCollection<Waiting> _waiting = [];
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
        var waiting = new Waiting(delivery, cancellationToken);
        _waiting.Add(waiting, cancellationToken);
        return new ValueTask(waiting.Stored.Task);
    }

    public void Dispose() => _waiting.CompleteAdding();

    private void Store()
    {
        foreach (var waiting in _waiting.GetConsumingEnumerable())
        {
            // Whoever has been answered 503 in the meantime will send again
            if (waiting.CancellationToken.IsCancellationRequested)
            {
                waiting.Stored.TrySetCanceled(waiting.CancellationToken);
                continue;
            }

            try
            {
                var job = Job.FromExpression<IllowQueuedDeliveryJob>(job => job.RunAsync(waiting.Delivery, null, CancellationToken.None));
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

    private sealed record Waiting(IllowQueuedDelivery Delivery, CancellationToken CancellationToken)
    {
        // The request goes on elsewhere: these threads do nothing but store
        internal TaskCompletionSource Stored { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
