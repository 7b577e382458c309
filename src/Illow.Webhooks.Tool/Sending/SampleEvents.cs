using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Illow.AspNetCore.Testing;

namespace Illow.Webhooks.Tool.Sending;

/// <summary>The events that are known, each with made-up metadata.</summary>
internal static class SampleEvents
{
    private const string DsrCreated = "dsr.created";

    internal static IEnumerable<string> Names => [DsrCreated];

    /// <summary>Metadata for an event, the same for the same seed; an empty object for an event that is not known.</summary>
    internal static string MetadataOf(string eventName, string seed)
    {
        var id = new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(seed)).AsSpan(0, 16));
        return eventName == DsrCreated ? JsonSerializer.Serialize(IllowFixtures.DsrCreated(id.ToString())) : "{}";
    }
}
