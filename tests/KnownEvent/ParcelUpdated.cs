using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Illow.Webhooks.Tests.KnownEvent;

/// <summary>Stands for the data of an event that is documented one day: what its record looks like.</summary>
internal sealed record ParcelUpdated
{
    [JsonPropertyName("id"), JsonConverter(typeof(LenientTextJsonConverter))]
    public string? Id { get; init; }

    [JsonPropertyName("carrier"), JsonConverter(typeof(LenientTextJsonConverter))]
    public string? Carrier { get; init; }

    [JsonPropertyName("arrivesAt"), JsonConverter(typeof(LenientDateJsonConverter))]
    public DateTimeOffset? ArrivesAt { get; init; }
}

/// <summary>Its name, and its row in the table of known events; nothing else knows it.</summary>
internal static class ParcelEvents
{
    internal const string Updated = "parcel.updated";

    [ModuleInitializer]
    internal static void Add() => KnownEvents.All =
    [
        .. KnownEvents.All,
        new IllowKnownEvent<ParcelUpdated>(
            Updated,
            (JsonTypeInfo<ParcelUpdated>)JsonSerializerOptions.Default.GetTypeInfo(typeof(ParcelUpdated)),
            (id, _, at) => new ParcelUpdated { Id = id, Carrier = "pigeon", ArrivesAt = at.AddDays(2) }),
    ];
}
