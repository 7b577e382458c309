using System.Net;
using Illow.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Illow.Webhooks.Tests.Signatures;

namespace Illow.AspNetCore.Tests.SettingsChecks;

public sealed class ManagedVerificationTests
{
    [Fact]
    public async Task Post_OptIn_AsksThePlatformNothing()
    {
        var platform = new StandInCheck(() => throw new InvalidOperationException("The platform was asked."));
        await using var app = await StartAsync(platform, optIn: "true");

        using var good = await app.SendAsync(Delivery.Of());
        using var other = await app.SendAsync(Delivery.Of() with { Key = TestKeys.B });

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized), (good.StatusCode, other.StatusCode));
        Assert.Equal(0, platform.Calls);
        Assert.Single(app.Logs.GetSnapshot(), record => record is { Level: LogLevel.Warning, Id.Id: 6 });
    }

    [Theory]
    [InlineData(null)]
    [InlineData("false")]
    public async Task Post_NoOptIn_AsksThePlatform(string? optIn)
    {
        var platform = new StandInCheck(() => throw new InvalidOperationException("refused"));
        await using var app = await StartAsync(platform, optIn);

        using var good = await app.SendAsync(Delivery.Of());

        Assert.Equal(HttpStatusCode.ServiceUnavailable, good.StatusCode);
        Assert.Empty(app.Notes.Lines);
        Assert.True(platform.Calls > 0);
        Assert.DoesNotContain(app.Logs.GetSnapshot(), record => record.Id.Id == 6);
    }

    [Fact]
    public async Task Post_OptInWithAReload_CountsFromTheNextRequestOn()
    {
        var platform = new StandInCheck(() => throw new InvalidOperationException("refused"));
        await using var app = await StartAsync(platform, optIn: "false");
        using var before = await app.SendAsync(Delivery.Of());

        app.Configuration["Illow:ManagedVerification"] = "true";
        app.Configuration.Reload();
        using var after = await app.SendAsync(Delivery.Of());

        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK), (before.StatusCode, after.StatusCode));
    }

    private static Task<WebhookApp> StartAsync(StandInCheck platform, string? optIn) => WebhookApp.StartAsync(new AppPlan
    {
        Settings = new Dictionary<string, string?>(WebhookApp.DefaultKey) { ["Illow:ManagedVerification"] = optIn },
        Services = services => VerifiersOf.Add(services, platform),
        Map = endpoints => endpoints.MapIllowWebhook("dsr.created", (IllowEnvelope envelope, Notes notes) =>
        {
            notes.Add(envelope.IdempotencyKey);
            return Results.Ok();
        }),
    });
}
