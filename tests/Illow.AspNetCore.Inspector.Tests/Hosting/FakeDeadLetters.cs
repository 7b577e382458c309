using System.Collections.Concurrent;

namespace Illow.AspNetCore.Inspector.Tests.Hosting;

/// <summary>What an engine has given up on, and what was put back.</summary>
internal sealed class FakeDeadLetters : IIllowDeadLetters
{
    internal ConcurrentDictionary<string, IllowDeadLetter> Letters { get; } = new();

    internal ConcurrentQueue<string> PutBack { get; } = new();

    internal Exception? Failure { get; set; }

    internal IllowDeadLetter Add(
        string id, Guid delivery = default, string? exceptionType = null, string? exceptionMessage = null) => Letters[id] = new()
    {
        Id = id,
        Delivery = new()
        {
            Id = delivery,
            Event = "dsr.created",
            Webhook = "created",
            Route = "/webhooks/illow",
            Body = "secret"u8.ToArray(),
            ReceivedAt = new DateTimeOffset(2026, 11, 26, 12, 0, 0, TimeSpan.Zero),
        },
        FailedAt = new DateTimeOffset(2026, 11, 27, 12, 0, 0, TimeSpan.Zero),
        ExceptionType = exceptionType,
        ExceptionMessage = exceptionMessage,
    };

    public ValueTask<IReadOnlyList<IllowDeadLetter>> ListAsync(int maximum, CancellationToken cancellationToken) =>
        Failure is null ? new([.. Letters.Values.Take(maximum)]) : throw Failure;

    public ValueTask<bool> RunAgainAsync(string id, CancellationToken cancellationToken)
    {
        if (Failure is not null)
        {
            throw Failure;
        }

        PutBack.Enqueue(id);
        return new(Letters.TryRemove(id, out _));
    }
}
