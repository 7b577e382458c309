using System.Collections.Concurrent;
using System.Text.Json;

namespace Illow.AspNetCore.Testing;

/// <summary>
/// A queue for tests: holds deliveries in memory until the test runs them with <see cref="DrainAsync"/>. Deliveries go through JSON, as
/// in a real queue. Thread-safe.
/// </summary>
/// <example><code>
/// using var app = factory.WithWebHostBuilder(builder =&gt; builder.ConfigureServices(services =&gt; services.AddInMemoryIllowQueue()));
/// …
/// var runs = await app.Services.GetRequiredService&lt;IllowInMemoryQueue&gt;().DrainAsync();
/// </code></example>
/// <param name="runner">Runs the deliveries.</param>
public sealed class IllowInMemoryQueue(IIllowDeliveryRunner runner) : IIllowDeliveryQueue
{
    private readonly ConcurrentQueue<Item> _waiting = new();

    /// <summary>How many deliveries wait, those that failed at the last <see cref="DrainAsync"/> included.</summary>
    public int Count => _waiting.Count;

    /// <summary>The deliveries that wait, in order.</summary>
    public IReadOnlyList<IllowQueuedDelivery> Waiting => [.. _waiting.Select(Read)];

    /// <inheritdoc />
    public ValueTask EnqueueAsync(IllowQueuedDelivery delivery, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        cancellationToken.ThrowIfCancellationRequested();
        _waiting.Enqueue(new Item(JsonSerializer.SerializeToUtf8Bytes(delivery), 0));
        return ValueTask.CompletedTask;
    }

    /// <summary>Runs every delivery that waits once, one after the other, as workers would.</summary>
    /// <param name="cancellationToken">Cancels the handlers.</param>
    /// <returns>What each run came to. A delivery whose run failed waits again, for the next call, as its next attempt.</returns>
    public async Task<IReadOnlyList<IllowQueueRun>> DrainAsync(CancellationToken cancellationToken = default)
    {
        var runs = new List<IllowQueueRun>();
        for (var left = _waiting.Count; left > 0 && _waiting.TryDequeue(out var item); left--)
        {
            var (delivery, attempt) = (Read(item), item.Attempts + 1);
            try
            {
                await runner.RunAsync(delivery, attempt, cancellationToken);
                runs.Add(new IllowQueueRun(delivery, attempt, null));
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                _waiting.Enqueue(item with { Attempts = attempt });
                runs.Add(new IllowQueueRun(delivery, attempt, exception));
            }
        }

        return runs;
    }

    private static IllowQueuedDelivery Read(Item item) => JsonSerializer.Deserialize<IllowQueuedDelivery>(item.Json)!;

    private sealed record Item(byte[] Json, int Attempts);
}
