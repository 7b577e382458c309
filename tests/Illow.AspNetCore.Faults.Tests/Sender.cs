namespace Illow.AspNetCore.Tests.Faults;

/// <summary>A sender that repeats an event until it is acknowledged, as illow is hoped to.</summary>
internal static class Sender
{
    internal static HttpClient Client() =>
        new(new SocketsHttpHandler { MaxConnectionsPerServer = 256 }) { Timeout = TimeSpan.FromSeconds(60) };

    /// <summary>Sends to the receivers in turn until one answers 2xx; each failure may be mended by the caller.</summary>
    internal static async Task<Reply> UntilAcknowledgedAsync(
        HttpClient client, Event @event, IReadOnlyList<Receiver> receivers, TimeSpan patience, Func<Task>? mend = null)
    {
        using var deadline = new CancellationTokenSource(patience);
        for (var i = 0; ; i++)
        {
            var reply = await @event.SendAsync(client, receivers[i % receivers.Count].Address);
            if (reply.IsSuccess)
            {
                return reply;
            }

            Assert.Contains(reply.Status, new[] { 0, 409, 500, 503 });
            Assert.False(deadline.IsCancellationRequested, $"{@event.Key} was never acknowledged; the last answer was {reply.Status}.");
            await (mend?.Invoke() ?? Task.CompletedTask);
            await Task.Delay(50 + Random.Shared.Next(100));
        }
    }
}
