using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Illow.Webhooks;

/// <summary>
/// The one table of known events. A further event is its record, its name among <see cref="IllowEvents"/>, a row here with made-up data,
/// and its record among the <c>[JsonSerializable]</c> types below; all else reads this table: how metadata is read, samples and
/// completions of the tool, the orders of members that its diagnosis tries,
/// samples of the inspector, API documents.
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
