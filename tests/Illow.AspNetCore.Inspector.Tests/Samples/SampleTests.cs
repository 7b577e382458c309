using System.Net;
using Illow.AspNetCore.Inspector.Tests.Hosting;
using Illow.AspNetCore.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Illow.AspNetCore.Inspector.Tests.Samples;

public sealed class SampleTests
{
    private const string Created = "/illow/api/samples?registration=created&event=dsr.created&url=/webhooks/illow";

    [Fact]
    public async Task Sample_OfARegistrationWithTheTestKey_IsHandled()
    {
        await using var app = await StartAsync(InspectorApp.CreatedKey);

        using var answer = await app.AskAsync(HttpMethod.Post, Created);

        Assert.Equal("handled", (await InspectorApp.JsonOf(answer)).GetProperty("outcome").GetString());
        var record = Assert.Single(app.Records);
        Assert.Equal(("dsr.created", "created", 200), (record.Event, record.Registration, record.Status));
        Assert.True(record.IsSample);
        Assert.Equal(1, app.Services.GetRequiredService<Handlings>().Count);
    }

    [Fact]
    public async Task Sample_Twice_IsTwoEvents()
    {
        await using var app = await StartAsync(InspectorApp.CreatedKey);

        using var first = await app.AskAsync(HttpMethod.Post, Created);
        using var second = await app.AskAsync(HttpMethod.Post, Created);

        Assert.Equal(["handled", "handled"], app.Records.Select(record => record.Outcome));
    }

    [Theory]
    [InlineData("registration=updated&event=dsr.updated&url=/webhooks/illow")]
    [InlineData("registration=created&event=dsr.updated&url=/webhooks/illow")]
    [InlineData("registration=created&event=dsr.created&url=/elsewhere")]
    [InlineData("")]
    public async Task Sample_ThatIsNotOffered_IsNotFound(string query)
    {
        await using var app = await StartAsync(InspectorApp.CreatedKey);
        using var answer = await app.AskAsync(HttpMethod.Post, "/illow/api/samples?" + query);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Empty(app.Records);
    }

    [Fact]
    public async Task Samples_WithATestKey_AreThoseThatItSigns()
    {
        await using var app = await StartAsync(InspectorApp.CreatedKey);
        var map = await MapAsync(app);
        var sample = Assert.Single(map.GetProperty("samples").EnumerateArray());
        Assert.Equal("created", sample.GetProperty("registration").GetString());
        Assert.False(map.TryGetProperty("noSamples", out _));
    }

    [Fact]
    public async Task Samples_WithoutATestKey_AreNoneAndSaysHow()
    {
        await using var app = await InspectorApp.StartAsync();
        var map = await MapAsync(app);
        Assert.Empty(map.GetProperty("samples").EnumerateArray());
        Assert.Contains("Illow:Inspector:TestKey", map.GetProperty("noSamples").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Samples_TestKeyOfNoRegistration_AreNoneAndSaysWhy()
    {
        using var other = new IllowTestKey();
        await using var app = await StartAsync(other);
        Assert.Contains("No registration trusts", (await MapAsync(app)).GetProperty("noSamples").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sample_AtAUrlThatNamesTheWebhook_GoesToItsName()
    {
        await using var app = await InspectorApp.StartAsync(new()
        {
            Settings = new() { ["Illow:Inspector:TestKey"] = InspectorApp.UpdatedKey.PrivateKeyPem.ReplaceLineEndings("\\n") },
            Map = app =>
            {
                app.MapIllowWebhook("dsr.updated", (IllowEnvelope _) => { }, "/tenants/{webhook}/illow");
                app.MapIllowInspector();
            },
        });

        var url = "/illow/api/samples?registration=updated&event=dsr.updated&url=" + Uri.EscapeDataString("/tenants/{webhook}/illow");
        using var answer = await app.AskAsync(HttpMethod.Post, url);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(("/tenants/updated/illow", "handled"), (app.Records[0].Request.Path, app.Records[0].Outcome));
    }

    private static Task<InspectorApp> StartAsync(IllowTestKey key) =>
        InspectorApp.StartAsync(new() { Settings = new() { ["Illow:Inspector:TestKey"] = key.PrivateKeyPem } });

    private static async Task<System.Text.Json.JsonElement> MapAsync(InspectorApp app)
    {
        using var answer = await app.GetAsync("/illow/api/map");
        return await InspectorApp.JsonOf(answer);
    }
}
