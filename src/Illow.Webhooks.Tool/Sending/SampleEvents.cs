using System.Security.Cryptography;
using System.Text;
using Illow.AspNetCore.Testing;

namespace Illow.Webhooks.Tool.Sending;

/// <summary>The events that are known, each with made-up metadata.</summary>
internal static class SampleEvents
{
    private static readonly DateTimeOffset At = new(2026, 1, 15, 9, 30, 0, TimeSpan.Zero);

    internal static IEnumerable<string> Names => IllowEvents.Known.Select(known => known.Name);

    /// <summary>Metadata for an event, the same for the same seed; an empty object for an event that is not known.</summary>
    internal static string MetadataOf(string eventName, string seed)
    {
        var id = new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(seed)).AsSpan(0, 16));
        return IllowEvents.Known
            .FirstOrDefault(known => known.Name == eventName)?
            .CreateSampleJson(id.ToString(), IllowFixtures.CompanyId, At) ?? "{}";
    }
}
