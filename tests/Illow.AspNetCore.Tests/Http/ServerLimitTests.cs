using System.Globalization;
using System.Net;
using Illow.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Illow.AspNetCore.Tests.Http;

/// <summary>
/// Illow:MaxRequestBodySize beside the server's own limit: the webhook's setting is the one that counts, above and below.
/// </summary>
public sealed class ServerLimitTests
{
    private const int ThirtyMegabytes = 30_000_000;

    [Theory]
    [InlineData(1_000, 5_000, 4_000, 200)]
    [InlineData(1_000, 5_000, 5_000, 200)]
    [InlineData(1_000, 5_000, 5_001, 413)]
    [InlineData(5_000, 1_000, 900, 200)]
    [InlineData(5_000, 1_000, 1_001, 413)]
    public async Task Body_BetweenTheTwoLimits_IsAnsweredByTheWebhooks(int server, int webhook, int size, int status)
    {
        await using var app = await StartAsync(server, webhook);
        Assert.Equal(status, await AskAsync(app, size, chunked: false));
        Assert.Equal(status, await AskAsync(app, size, chunked: true));
        Assert.Equal(status == 200 ? 2 : 0, app.Notes.Lines.Count);
    }

    [Fact]
    public async Task Body_OverKestrelsDefaultLimit_IsHandledWhereTheWebhookAllowsIt()
    {
        await using var app = await StartAsync(null, 40_000_000);
        Assert.Equal(200, await AskAsync(app, ThirtyMegabytes + 1_000_000, chunked: true));
    }

    [Fact]
    public async Task Body_OfOneByteChunks_IsCountedWithoutItsFraming()
    {
        await using var app = await StartAsync(1_000, 5_000);
        var delivery = BodySizeTests.OfSize(5_000);
        using var connection = await RawHttp.ConnectAsync(app.Address);
        await connection.SendAsync(RawHttp.Head([.. RawHttp.Lines(delivery), "Transfer-Encoding: chunked"]));
        await connection.SendAsync(RawHttp.Chunked(delivery.Body, 1));
        Assert.Equal(200, (await connection.ReadAsync())!.Status);
    }

    [Fact]
    public async Task Body_TooLarge_EndsTheConnectionInSoManyWords()
    {
        // Else a sender takes the connection for its next delivery and finds it closed
        await using var app = await StartAsync(null, 1_000);
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(413, await AskAsync(app, 20_000, chunked: i % 2 == 0));
            Assert.Equal(200, await AskAsync(app, 1_000, chunked: i % 2 == 0));
        }
    }

    [Fact]
    public async Task Body_WhereTheServerHasNoLimit_IsStillLimited()
    {
        await using var app = await WebhookApp.StartAsync(
            Plan(1_000) with
            {
                Server = kestrel => kestrel.Limits.MaxRequestBodySize = null,
            });
        Assert.Equal(413, await AskAsync(app, 1_001, chunked: true));
        Assert.Equal(200, await AskAsync(app, 1_000, chunked: true));
    }

    [Fact]
    public async Task Body_OverTheEndpointsOwnLimit_IsRefused()
    {
        // What the endpoint says of itself is more exact than either: the routing middleware gives it to the server
        await using var app = await WebhookApp.StartAsync(
            Plan(5_000) with
            {
                Map = endpoints =>
                    endpoints.MapPost(
                        "/webhooks/illow",
                        [IllowWebhook("dsr.created"), RequestSizeLimit(1_000)]
                        (IllowEnvelope e, Notes notes) =>
                        {
                            notes.Add(e.IdempotencyKey);
                            return Results.Ok();
                        }),
            });
        Assert.Equal(413, await AskAsync(app, 1_001, chunked: false));
        Assert.Equal(413, await AskAsync(app, 1_001, chunked: true));
        Assert.Empty(app.Notes.Lines);
        Assert.Equal(200, await AskAsync(app, 1_000, chunked: false));
    }

    private static Task<WebhookApp> StartAsync(int? server, int webhook) =>
        WebhookApp.StartAsync(
            Plan(webhook) with
            {
                Server = kestrel => kestrel.Limits.MaxRequestBodySize = server ?? kestrel.Limits.MaxRequestBodySize,
            });

    private static AppPlan Plan(int limit)
    {
        var settings = KestrelReceiver.Settings;
        settings["Illow:MaxRequestBodySize"] = limit.ToString(CultureInfo.InvariantCulture);
        return KestrelReceiver.Plan with { Settings = settings };
    }

    private static async Task<int> AskAsync(WebhookApp app, int size, bool chunked)
    {
        using var request = BodySizeTests.OfSize(size).To("/webhooks/illow");
        request.Headers.TransferEncodingChunked = chunked;
        using var response = await app.Client.SendAsync(request);
        var body = await response.Content.ReadAsStringAsync();
        Assert.Equal(
            response.StatusCode == HttpStatusCode.RequestEntityTooLarge,
            body.Contains("problems.md#body-too-large", StringComparison.Ordinal));
        return (int)response.StatusCode;
    }
}
