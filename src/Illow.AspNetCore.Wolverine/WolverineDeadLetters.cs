using Wolverine.Persistence.Durability;
using Wolverine.Persistence.Durability.DeadLetterManagement;
using Wolverine.Runtime;
using Wolverine.Util;

namespace Illow.AspNetCore.Wolverine;

/// <summary>
/// The deliveries in Wolverine's dead letter storage; the application's other messages there are left alone. Thread-safe.
/// </summary>
internal sealed class WolverineDeadLetters(IWolverineRuntime runtime) : IIllowDeadLetters
{
    private static readonly string MessageType = typeof(IllowQueuedDelivery).ToMessageTypeName();

    public async ValueTask<IReadOnlyList<IllowDeadLetter>> ListAsync(int maximum, CancellationToken cancellationToken)
    {
        // Those that were put back stay in the storage until a durability agent takes them
        var query = new DeadLetterEnvelopeQuery { MessageType = MessageType, Replayable = false, PageSize = maximum };
        var found = await runtime.Storage.DeadLetters.QueryAsync(query, cancellationToken);
        return [.. found.Envelopes.Select(Read).OrderByDescending(letter => letter.FailedAt)];
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

    private IllowDeadLetter Read(DeadLetterEnvelope letter) => new()
    {
        Id = letter.Id.ToString(),
        Delivery = ReadDelivery(letter.Envelope),
        FailedAt = letter.FailedAt ?? letter.SentAt,
        ExceptionType = letter.ExceptionType,
        ExceptionMessage = letter.ExceptionMessage,
    };

    private IllowQueuedDelivery ReadDelivery(global::Wolverine.Envelope envelope)
    {
        var endpoint = envelope.Destination is { } destination ? runtime.Endpoints.EndpointFor(destination) : null;
        var serializer = endpoint?.DefaultSerializer ?? runtime.Options.DefaultSerializer;
        return (IllowQueuedDelivery)serializer.ReadFromData(typeof(IllowQueuedDelivery), envelope);
    }
}
