using System.Text.Json;
using Illow.AspNetCore.Inspector.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Illow.AspNetCore.Inspector.Tests.Api;

public sealed class MapTests
{
    [Fact]
    public async Task Map_ShowsUrlsHandlersRegistrationsAndFindings()
    {
        await using var app = await InspectorApp.StartAsync(new()
        {
            Settings = new()
            {
                ["Illow:Webhooks:eu:PublicKey"] = new Testing.IllowTestKey().PublicKeyPem,
                ["Illow:Webhooks:eu:Events:0"] = "consent.updated",
            },
        });
        await app.DeliverAsync(InspectorApp.Created());

        using var answer = await app.GetAsync("/illow/api/map");

        var map = await InspectorApp.JsonOf(answer);
        var url = Assert.Single(map.GetProperty("urls").EnumerateArray());
        Assert.Equal("/webhooks/illow", url.GetProperty("url").GetString());
        var handlers = url.GetProperty("handlers").EnumerateArray();
        Assert.Equal(["dsr.created", "dsr.updated"], handlers.Select(handler => handler.GetProperty("events")[0].GetString()));
        Assert.Equal(["created", "updated"], url.GetProperty("registrations").EnumerateArray().Select(name => name.GetString()));
        var registrations = map.GetProperty("registrations").EnumerateArray().ToDictionary(one => one.GetProperty("name").GetString()!);
        Assert.Equal(["created", "eu", "updated"], registrations.Keys.Order(StringComparer.Ordinal));
        Assert.True(registrations["created"].TryGetProperty("lastVerified", out _));
        Assert.False(registrations["updated"].TryGetProperty("lastVerified", out _));
        var key = registrations["created"].GetProperty("keys")[0];
        Assert.StartsWith("SHA256:", key.GetProperty("fingerprint").GetString(), StringComparison.Ordinal);
        var finding = Assert.Single(map.GetProperty("findings").EnumerateArray());
        Assert.Contains("'eu' has no handler", finding.GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Map_Handlers_AreNamedByTheirMethodAndByWhomMayBringTheirEvents()
    {
        static IResult Local(IllowEnvelope envelope) => Results.Ok(envelope.Event);
        await using var app = await InspectorApp.StartAsync(new()
        {
            Map = app =>
            {
                app.MapIllowWebhook("dsr.created", Handle, "/named");
                app.MapIllowWebhook("dsr.updated", Local, "/local");
                app.MapIllowWebhook("dsr.updated", (IllowEnvelope<DsrCreated> e, CancellationToken ended) => Results.Ok(), "/lambda");
                app.MapIllowInspector();
            },
        });

        using var answer = await app.GetAsync("/illow/api/map");

        var handlers = (await InspectorApp.JsonOf(answer)).GetProperty("urls").EnumerateArray()
            .ToDictionary(url => url.GetProperty("url").GetString()!, url => url.GetProperty("handlers").EnumerateArray().ToList());
        Assert.Equal("MapTests.Handle", NameOf(handlers["/named"]));
        Assert.Equal("MapTests.Local", NameOf(handlers["/local"]));
        Assert.Equal("MapTests: (IllowEnvelope<DsrCreated> e, CancellationToken ended) => …", NameOf(handlers["/lambda"]));
        Assert.Equal(["created"], FromOf(handlers["/named"][0]));
        Assert.Equal(["created"], FromOf(handlers["/webhooks/illow"][0]));
        Assert.Equal(["updated"], FromOf(handlers["/webhooks/illow"][1]));
    }

    [Theory]
    [InlineData("30.00:00:00", "30 days")]
    [InlineData("1.00:00:00", "1 day")]
    [InlineData("1.12:00:00", "1 day 12 hours")]
    [InlineData("00:30:00", "30 minutes")]
    public async Task Map_Settings_SayTimesAndStoreInWords(string retention, string words)
    {
        await using var app = await InspectorApp.StartAsync(new() { Settings = new() { ["Illow:Idempotency:Retention"] = retention } });
        using var answer = await app.GetAsync("/illow/api/map");
        var settings = (await InspectorApp.JsonOf(answer)).GetProperty("settings");
        Assert.Equal(("in memory", words), (settings.GetProperty("store").GetString(), settings.GetProperty("retention").GetString()));
    }

    private static IResult Handle(IllowEnvelope envelope) => Results.Ok(envelope.Event);

    private static string? NameOf(IReadOnlyList<JsonElement> handlers) => Assert.Single(handlers).GetProperty("name").GetString();

    private static IEnumerable<string?> FromOf(JsonElement handler) =>
        handler.GetProperty("from").EnumerateArray().Select(name => name.GetString());
}
