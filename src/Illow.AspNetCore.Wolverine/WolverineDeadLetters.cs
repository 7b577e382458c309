using Wolverine.Persistence.Durability;
using Wolverine.Persistence.Durability.DeadLetterManagement;
using Wolverine.Runtime;
using Wolverine.Runtime.Serialization;
using Wolverine.Util;

namespace Illow.AspNetCore.Wolverine;

/// <summary>
/// The deliveries in Wolverine's dead letter storage; the application's other messages there are left alone. Thread-safe.
/// </summary>
internal sealed class WolverineDeadLetters(IWolverineRuntime runtime) : IIllowDeadLetters
{
    // Wolverine cuts its pages from an order that is not that of the failures, so the newest can only be found among all of them
    private const int MostSearched = 10_000;

    private static readonly string MessageType = typeof(IllowQueuedDelivery).ToMessageTypeName();

    public async ValueTask<IReadOnlyList<IllowDeadLetter>> ListAsync(int maximum, CancellationToken cancellationToken)
    {
        // Those that were put back stay in the storage until a durability agent takes them
        var query = new DeadLetterEnvelopeQuery { MessageType = MessageType, Replayable = false, PageSize = MostSearched };
        var found = await runtime.Storage.DeadLetters.QueryAsync(query, cancellationToken);
        return [.. found.Envelopes.OrderByDescending(FailedAt).Take(maximum).Select(Read)];
    }

    public async ValueTask<bool> RunAgainAsync(string id, CancellationToken cancellationToken)
    {
        if (!Guid.TryParse(id, out var guid))
        {
            return false;
        }

        var letters = runtime.Storage.DeadLetters;
        if (await letters.DeadLetterEnvelopeByIdAsync(guid) is not { Replayable: false } letter || letter.MessageType != MessageType)
        {
            return false;
        }

        await letters.ReplayAsync(new DeadLetterEnvelopeQuery([guid]), cancellationToken);
        return true;
    }

    private static DateTimeOffset FailedAt(DeadLetterEnvelope letter) => letter.FailedAt ?? letter.SentAt;

    private IllowDeadLetter Read(DeadLetterEnvelope letter) => new()
    {
        Id = letter.Id.ToString(),
        Delivery = TryReadDelivery(letter.Envelope) ?? new IllowQueuedDelivery { ReceivedAt = letter.SentAt },
        FailedAt = FailedAt(letter),
        ExceptionType = letter.ExceptionType,
        ExceptionMessage = letter.ExceptionMessage,
    };

    // What cannot be read may be the reason why it is here, and must not hide the others
    private IllowQueuedDelivery? TryReadDelivery(global::Wolverine.Envelope envelope)
    {
        try
        {
            return SerializerOf(envelope).ReadFromData(typeof(IllowQueuedDelivery), envelope) as IllowQueuedDelivery;
        }
        catch (Exception)
        {
            return null;
        }
    }

    private IMessageSerializer SerializerOf(global::Wolverine.Envelope envelope)
    {
        var endpoint = envelope.Destination is { } destination ? runtime.Endpoints.EndpointFor(destination) : null;
        return endpoint?.DefaultSerializer is { } serializer && serializer.ContentType == envelope.ContentType
            ? serializer
            : runtime.Options.DetermineSerializer(envelope);
    }
}
