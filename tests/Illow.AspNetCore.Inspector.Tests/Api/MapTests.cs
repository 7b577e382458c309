using Illow.AspNetCore.Inspector.Tests.Hosting;

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
        Assert.Equal(["dsr.created", "dsr.updated"], url.GetProperty("handlers").EnumerateArray().Select(handler => handler.GetProperty("events")[0].GetString()));
        Assert.Equal(["created", "updated"], url.GetProperty("registrations").EnumerateArray().Select(name => name.GetString()));
        var registrations = map.GetProperty("registrations").EnumerateArray().ToDictionary(one => one.GetProperty("name").GetString()!);
        Assert.Equal(["created", "eu", "updated"], registrations.Keys.Order(StringComparer.Ordinal));
        Assert.True(registrations["created"].TryGetProperty("lastVerified", out _));
        Assert.False(registrations["updated"].TryGetProperty("lastVerified", out _));
        Assert.StartsWith("SHA256:", registrations["created"].GetProperty("keys")[0].GetProperty("fingerprint").GetString(), StringComparison.Ordinal);
        Assert.Contains("'eu' has no handler", Assert.Single(map.GetProperty("findings").EnumerateArray()).GetString(), StringComparison.Ordinal);
    }
}
