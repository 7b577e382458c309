using System.Globalization;
using Illow.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.AspNetCore.Hosting.Server;

namespace Illow.AspNetCore.Tests.Http;

/// <summary>
/// A Content-Length that is no server's framing, as under TestHost or behind a body-changing middleware, is only a claim.
/// </summary>
public sealed class DeclaredLengthTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100)]
    public async Task Length_DeclaredTooSmall_HidesNothingOfTheBody(int declared)
    {
        await using var app = await StartAsync();
        var delivery = BodySizeTests.OfSize(500);
        Assert.Equal(200, await AskAsync(app, delivery, delivery.Body, declared));

        // The first part alone is signed: the rest must not slip in behind it
        Assert.Equal(401, await AskAsync(app, delivery, [.. delivery.Body, 0x20], delivery.Body.Length));
    }

    [Fact]
    public async Task Length_DeclaredSmallOverTheLimit_IsRefused()
    {
        await using var app = await StartAsync();
        var delivery = BodySizeTests.OfSize(2_000);
        Assert.Equal(413, await AskAsync(app, delivery, delivery.Body, 10));
        Assert.Equal(413, await AskAsync(app, delivery, delivery.Body, null));
        Assert.Empty(app.Notes.Lines);
    }

    [Fact]
    public async Task Length_DeclaredLargerThanTheBody_IsRefusedWhereTheSignatureDoesNotHold()
    {
        await using var app = await StartAsync();
        var delivery = BodySizeTests.OfSize(500);
        Assert.Equal(500, await AskAsync(app, delivery, delivery.Body[..400], 500));
        Assert.Equal(500, await AskAsync(app, delivery, [], 500));
        Assert.Empty(app.Notes.Lines);

        // Where it does hold, what was read is what was signed
        Assert.Equal(200, await AskAsync(app, delivery, delivery.Body, 600));
    }

    private static async Task<int> AskAsync(WebhookApp app, Delivery delivery, byte[] body, int? declared)
    {
        var server = (TestServer)app.Services.GetRequiredService<IServer>();
        var context = await server.SendAsync(context =>
        {
            context.Request.Method = "POST";
            context.Request.Path = "/webhooks/illow";
            context.Request.Headers.ContentType = "application/json";
            context.Request.Headers["illow-signature"] = delivery.Signature;
            context.Request.Headers.ContentLength = declared;
            context.Request.Body = new ForwardOnlyStream(body);
        });
        return context.Response.StatusCode;
    }

    private static Task<WebhookApp> StartAsync()
    {
        var settings = KestrelReceiver.Settings;
        settings["Illow:MaxRequestBodySize"] = 1000.ToString(CultureInfo.InvariantCulture);
        return WebhookApp.StartAsync(KestrelReceiver.Plan with { Kestrel = false, Settings = settings });
    }
}
