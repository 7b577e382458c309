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
/// The log as server-sent events. A stream keeps only the number of the last change that it sent, so a slow reader costs no memory: it
/// gets what the log still has. Thread-safe.
/// </summary>
internal sealed class DeliveryStream(
    DeliveryLog log, InspectorPermissions permissions, IHostEnvironment environment, IHostApplicationLifetime lifetime, TimeProvider time)
{
    /// <summary>Proxies and browsers end idle connections, and a server learns only by writing that a reader has left.</summary>
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(15);

    /// <summary>Changes within this time are sent together.</summary>
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(100);

    private const int MostStreams = 32;

    // Numbers of an earlier process are not those of this one
    private readonly string _process = Guid.NewGuid().ToString("N");
    private int _streams;

    /// <summary>False where the limit of open pages is reached.</summary>
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

    /// <param name="lastEventId">The last event that the browser received.</param>
    /// <param name="hasDeadLetters">Whether the application's queue lists its dead letters.</param>
    /// <param name="aborted">The reader has left.</param>
    internal async IAsyncEnumerable<SseItem<string>> ReadAsync(
        string? lastEventId, bool hasDeadLetters, [EnumeratorCancellation] CancellationToken aborted)
    {
        // A stream never ends by itself, and the server waits for it when it stops
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(aborted, lifetime.ApplicationStopping);
        var resumed = TryReadId(lastEventId, out var seen);
        var start = new StreamStart(
            environment.ApplicationName,
            environment.EnvironmentName,
            log.Capacity,
            permissions.MayReplay,
            permissions.IsDevelopment,
            hasDeadLetters,
            resumed);
        yield return Item("start", JsonSerializer.Serialize(start, InspectorJsonContext.Default.StreamStart), seen);

        while (!ends.IsCancellationRequested)
        {
            var page = log.Since(seen);
            seen = page.Change;
            var news = new StreamNews(page.Records, page.Oldest, page.Minutes, time.GetUtcNow());
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
