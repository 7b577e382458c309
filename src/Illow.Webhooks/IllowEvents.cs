using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Illow.Webhooks;

/// <summary>Names of events that illow documents or that this package gives. No other name is rejected.</summary>
public static class IllowEvents
{
    /// <summary>A data subject request was created: <c>dsr.created</c>.</summary>
    public const string DsrCreated = "dsr.created";

    /// <summary>The event of a delivery that names none, when a handler of all events takes it: <c>unknown</c>.</summary>
    public const string Unknown = "unknown";

    /// <summary>The events whose data this package knows. Others are received all the same.</summary>
    public static IReadOnlyList<IllowKnownEvent> Known => KnownEvents.All;
}

/// <summary>
/// The one table of known events. A further event is its record, its name above, a row here with made-up data, its record among the
/// <c>[JsonSerializable]</c> types below, and a method of <c>IllowFixtures</c>. All else reads this table: how metadata is read, the
/// tool's samples and completions, the orders of members that the diagnosis tries, the inspector's samples, API documents.
/// </summary>
internal static class KnownEvents
{
    /// <summary>Set by the test that adds an event.</summary>
    internal static ImmutableArray<IllowKnownEvent> All { get; set; } =
    [
        new IllowKnownEvent<DsrCreated>(
            IllowEvents.DsrCreated,
            KnownEventsJsonContext.Default.DsrCreated,
            (id, companyId, at) => new DsrCreated
            {
                Id = id,
                CompanyId = companyId,
                CreatedAt = at,
                DueDate = new DateTimeOffset(at.UtcDateTime.Date.AddDays(30), TimeSpan.Zero),
                Legislation = "GDPR",
                RequestStatus = "pending",
            }),
    ];

    internal static IllowKnownEvent? Find(Type metadataType)
    {
        foreach (var known in All)
        {
            if (known.MetadataType == metadataType)
            {
                return known;
            }
        }

        return null;
    }
}

/// <summary>How the data of known events is read and written, compiled ahead.</summary>
[JsonSerializable(typeof(DsrCreated))]
internal sealed partial class KnownEventsJsonContext : JsonSerializerContext;
