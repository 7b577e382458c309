using System.Net;
using System.Net.Sockets;
using System.Text;
using Illow.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;

namespace Illow.AspNetCore.Tests.Routing;

/// <summary>The check hangs on the endpoint and not on a path: however the URL is spelt, what reaches a handler was verified.</summary>
public sealed class PathSpellingTests
{
    public static TheoryData<string> Spellings =>
        [
            "/webhooks/illow",
            "/WEBHOOKS/ILLOW",
            "/Webhooks/iLLoW",
            "/webhooks/illow/",
            "//webhooks/illow",
            "/webhooks//illow",
            "/webhooks/illow//",
            "/webhooks/%69llow",
            "/webhooks/%49llow",
            "/webhooks%2fillow",
            "/webhooks%2Fillow",
            "/webhooks%5cillow",
            "/webhooks/./illow",
            "/webhooks/x/../illow",
            "/webhooks/%2e%2e/webhooks/illow",
            "/webhooks/illow%20",
            "/webhooks/illow%2f",
            "/webhooks/illow;x=1",
            "/webhooks/illow?x=1",
            "/webhooks/illow/index",
            "/webhooks/ıllow",
            "/webhooks/illow%E2%80%8B",
            "/webhooks/illow.",
            "/webhooks/illow%3F",
            "http://other.host/webhooks/illow",
            "/%77%65%62hooks/illow",
        ];

    [Theory]
    [MemberData(nameof(Spellings))]
    public async Task Path_Unsigned_NoHandlerRuns(string path)
    {
        await using var app = await StartAsync();

        foreach (var delivery in new[] { Delivery.Fresh().Unsigned(), Delivery.Fresh().By(TestKeys.B) })
        {
            var status = await SendRawAsync(app, path, delivery);
            Assert.True(status is 401 or 404 or 400, $"{path}: {status}");
        }

        Assert.Empty(app.Notes.Lines);
    }

    [Theory]
    [MemberData(nameof(Spellings))]
    public async Task Path_Signed_ReachesTheHandlerOrNothing(string path)
    {
        await using var app = await StartAsync();

        var status = await SendRawAsync(app, path, Delivery.Fresh());

        Assert.Equal(status == 200 ? 1 : 0, app.Notes.Lines.Count);
        Assert.True(status is 200 or 404 or 400, $"{path}: {status}");
    }

    [Theory]
    [InlineData("/WEBHOOKS/illow")]
    [InlineData("/webhooks/illow/")]
    [InlineData("/webhooks/%69llow")]
    public async Task Path_SameUrlInAnotherSpelling_IsTheSameEvent(string path)
    {
        await using var app = await StartAsync();
        var delivery = Delivery.Fresh();

        Assert.Equal(200, await SendRawAsync(app, "/webhooks/illow", delivery));
        Assert.Equal(200, await SendRawAsync(app, path, delivery));

        Assert.Equal(["ran"], app.Notes.Lines);
    }

    [Fact]
    public async Task Path_OptionSpeltWithUpperCaseAndParameters_IsARoute()
    {
        await using var app = await WebhookApp.StartAsync(new AppPlan
        {
            Settings = WebhookApp.DefaultKey.With("Illow:Path", "/Hooks/{tenant:alpha}/In"),
            Controllers = [typeof(PathController)],
            Map = e => e.MapIllowWebhook("b", (Notes notes) => notes.Add("minimal")),
        });

        using var action = await app.SendAsync(Delivery.Fresh("a"), "/hooks/acme/in");
        using var minimal = await app.SendAsync(Delivery.Fresh("b"), "/hooks/acme/in");
        using var digits = await app.SendAsync(Delivery.Fresh("a"), "/hooks/7/in");
        using var standard = await app.SendAsync(Delivery.Fresh("a"));

        Assert.Equal(["action", "minimal"], app.Notes.Lines);
        Assert.Equal(HttpStatusCode.NotFound, digits.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, standard.StatusCode);
    }

    private static Task<WebhookApp> StartAsync() => WebhookApp.StartAsync(new AppPlan
    {
        Kestrel = true,
        Map = e => e.MapPost("/webhooks/illow", [IllowWebhook("a")] (Notes notes) => notes.Add("ran")),
    });

    // HttpClient tidies a path up before it sends it
    private static async Task<int> SendRawAsync(WebhookApp app, string path, Delivery delivery)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, app.Address.Port);
        var signature = delivery.Signatures is null ? $"illow-signature: {delivery.Signature}\r\n" : string.Empty;
        var head =
            $"POST {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\n"
            + $"{signature}Content-Length: {delivery.Body.Length}\r\n\r\n";
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.UTF8.GetBytes(head));
        await stream.WriteAsync(delivery.Body);
        using var reader = new StreamReader(stream);
        var status = await reader.ReadLineAsync();
        return int.Parse(status!.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
    }

    public sealed class PathController(Notes notes) : ControllerBase
    {
        [IllowWebhook("a")]
        public void Receive() => notes.Add("action");
    }
}
