using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Illow.AspNetCore.Inspector.Access;
using Illow.AspNetCore.Inspector.Api;
using Illow.AspNetCore.Inspector.Recording;
using Microsoft.Extensions.Hosting;

namespace Illow.AspNetCore.Inspector.Streaming;

/// <summary>
/// The log as server-sent events. A stream keeps nothing but the number of the last delivery it sent, so a slow reader costs no memory:
/// it is sent what the log still has. Thread-safe.
/// </summary>
internal sealed class DeliveryStream(
    DeliveryLog log, Rights rights, IHostEnvironment environment, IHostApplicationLifetime lifetime, TimeProvider time)
{
    /// <summary>A proxy or a browser ends what is silent for long; nobody tells a server of a reader that has gone.</summary>
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(15);

    /// <summary>What comes within this time travels together.</summary>
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(100);

    private const int MostStreams = 32;

    // A number from an earlier process is none of this one's
    private readonly string _process = Guid.NewGuid().ToString("N");
    private int _streams;

    /// <summary>False where as many pages are open as are served.</summary>
    internal bool TryEnter()
    {
        if (Interlocked.Increment(ref _streams) <= MostStreams)
        {
            return true;
        }

        Leave();
        return false;
    }

    internal void Leave() => Interlocked.Decrement(ref _streams);

    /// <param name="lastEventId">What the browser says it received last.</param>
    /// <param name="aborted">The reader has gone.</param>
    internal async IAsyncEnumerable<SseItem<string>> ReadAsync(string? lastEventId, [EnumeratorCancellation] CancellationToken aborted)
    {
        // A stream never ends by itself, and the server waits for it when it stops
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(aborted, lifetime.ApplicationStopping);
        var resumed = TryReadId(lastEventId, out var seen);
        yield return Item("start", JsonSerializer.Serialize(
            new StreamStart(environment.ApplicationName, environment.EnvironmentName, log.Capacity, rights.MayReplay, resumed), InspectorJsonContext.Default.StreamStart), seen);

        while (!ends.IsCancellationRequested)
        {
            var page = log.Since(seen);
            seen = page.Last;
            var news = new StreamNews([.. page.Records.Select(DeliverySummary.Of)], page.Oldest, page.Minutes, time.GetUtcNow());
            yield return Item("news", JsonSerializer.Serialize(news, InspectorJsonContext.Default.StreamNews), seen);
            await WaitAsync(seen, ends.Token);
        }
    }

    private async Task WaitAsync(long seen, CancellationToken ends)
    {
        await Task.WhenAny(log.WaitAsync(seen), Task.Delay(Beat, time, ends));
        await Task.Delay(Gather, time, ends).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private SseItem<string> Item(string type, string json, long seen) => new(json, type)
    {
        EventId = string.Create(CultureInfo.InvariantCulture, $"{_process}.{seen}"),
        ReconnectionInterval = TimeSpan.FromSeconds(1),
    };

    private bool TryReadId(string? text, out long seen)
    {
        seen = 0;
        return text is not null
            && text.StartsWith(_process + ".", StringComparison.Ordinal)
            && long.TryParse(text.AsSpan(_process.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out seen);
    }
}
