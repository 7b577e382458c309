using System.Text.Json;
using Illow.AspNetCore.Inspector.Tests.Hosting;
using Illow.Webhooks.Tests.KnownEvent;
using Microsoft.AspNetCore.Builder;

namespace Illow.AspNetCore.Inspector.Tests.Samples;

/// <summary>An event that was added to the table of known events, and to nothing else.</summary>
public sealed class KnownEventTests
{
    [Fact]
    public async Task Sample_OfAnAddedEvent_HasItsData()
    {
        await using var app = await InspectorApp.StartAsync(new()
        {
            Settings = new()
            {
                ["Illow:Inspector:TestKey"] = InspectorApp.UpdatedKey.PrivateKeyPem,
                ["Illow:Webhooks:updated:Events:0"] = ParcelEvents.Updated,
            },
            Map = app =>
            {
                app.MapIllowWebhook(ParcelEvents.Updated, (IllowEnvelope<ParcelUpdated> _) => { });
                app.MapIllowInspector();
            },
        });

        using var answer = await app.GetAsync("/illow/api/map");
        var sample = Assert.Single((await InspectorApp.JsonOf(answer)).GetProperty("samples").EnumerateArray());

        Assert.Equal(ParcelEvents.Updated, sample.GetProperty("event").GetString());
        using var metadata = JsonDocument.Parse(sample.GetProperty("metadata").GetString()!);
        Assert.Equal("pigeon", metadata.RootElement.GetProperty("carrier").GetString());
    }
}
