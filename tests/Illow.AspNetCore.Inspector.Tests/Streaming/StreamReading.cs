using System.Net.ServerSentEvents;
using System.Text.Json;
using Illow.AspNetCore.Inspector.Tests.Hosting;

namespace Illow.AspNetCore.Inspector.Tests.Streaming;

/// <summary>Reads the inspector's stream as a browser does.</summary>
internal sealed class StreamReading : IAsyncDisposable
{
    private readonly HttpResponseMessage _answer;
    private readonly IAsyncEnumerator<SseItem<string>> _items;

    private StreamReading(HttpResponseMessage answer, IAsyncEnumerator<SseItem<string>> items)
    {
        _answer = answer;
        _items = items;
    }

    internal string? LastId { get; private set; }

    internal static async Task<StreamReading> OpenAsync(InspectorApp app, string? lastEventId = null)
    {
        var answer = await app.SendAsync(
            HttpMethod.Get,
            "/illow/api/stream",
            request => request.Headers.TryAddWithoutValidation("Last-Event-ID", lastEventId));
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        var parser = SseParser.Create(await answer.Content.ReadAsStreamAsync());
        return new StreamReading(answer, parser.EnumerateAsync().GetAsyncEnumerator());
    }

    /// <summary>The next message of that type; null where the stream ended.</summary>
    internal async Task<JsonElement?> NextAsync(string type)
    {
        while (await _items.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10)))
        {
            LastId = _items.Current.EventId;
            if (_items.Current.EventType == type)
            {
                return JsonDocument.Parse(_items.Current.Data).RootElement;
            }
        }

        return null;
    }

    /// <summary>The numbers of the deliveries of the next message that holds some.</summary>
    internal async Task<IReadOnlyList<long>> NextDeliveriesAsync()
    {
        while (true)
        {
            var news = await NextAsync("news") ?? throw new EndOfStreamException();
            if (news.GetProperty("deliveries").GetArrayLength() > 0)
            {
                return [.. news.GetProperty("deliveries").EnumerateArray().Select(delivery => delivery.GetProperty("id").GetInt64())];
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        _answer.Dispose();
        await _items.DisposeAsync();
    }
}
