using System.Text;
using Illow.AspNetCore.Tests.Hosting;

namespace Illow.AspNetCore.Tests.Http;

/// <summary>The check lives in the endpoint: however the path is written, whatever reaches a handler was verified.</summary>
public sealed class PathTests(KestrelReceiver receiver) : IClassFixture<KestrelReceiver>
{
    public static TheoryData<string> Spellings =>
        [
            "/webhooks/illow",
            "/WEBHOOKS/ILLOW",
            "/Webhooks/Illow/",
            "/webhooks/illow/",
            "/webhooks/%69llow",
            "/webhooks/%69%6C%6c%6Fw",
            "/%77ebhooks/illow",
            "/webhooks/illow?",
            "/webhooks/illow?a=b",
            "/webhooks/./illow",
            "/webhooks/x/../illow",
            "/x/../webhooks/illow",
            "/webhooks/%2e/illow",
            "/webhooks/x/%2e%2e/illow",
            "//webhooks/illow",
            "/webhooks//illow",
            "/webhooks/illow//",
            "/webhooks%2fillow",
            "/webhooks%2Fillow",
            "/webhooks/illow%2f",
            "/webhooks\\illow",
            "/webhooks/illow;x=1",
            "/webhooks/illow%00",
            "/webhooks/illow%20",
            "/webhooks/ıllow",
            "/webhooks/%c4%b1llow",
            "/webhooks/illow.",
            "/webhooks/illow%23",
            "/webhooks/illow#x",
            "/webhooks/%2569llow",
            "http://localhost/webhooks/illow",
            "http://other/webhooks/illow",
            "HTTP://localhost:1/WEBHOOKS/illow",
            "webhooks/illow",
            "*",
            "/",
            "/webhooks",
            "/webhooks/illow/more",
            "/webhooks/illow/..",
            "/webhooks/illow/../illow",
            "/../webhooks/illow",
            "/webhooks/%C0%AEllow",
            "/%2e%2e/webhooks/illow",
        ];

    [Theory]
    [MemberData(nameof(Spellings))]
    public async Task Path_HoweverWritten_ReachesNoHandlerUnsigned(string target)
    {
        var unsigned = Delivery.Fresh();
        Assert.InRange(await AskAsync(unsigned with { Signatures = [] }, target), 400, 499);
        Assert.InRange(await AskAsync(unsigned with { Key = TestKeys.B }, target), 400, 499);
        Assert.DoesNotContain(unsigned.IdempotencyKey, receiver.App.Notes.Lines);

        // And signed it is handled, or routing knows no such path: nothing between
        var signed = Delivery.Fresh();
        var status = await AskAsync(signed, target);
        Assert.Equal(status == 200, receiver.App.Notes.Lines.Contains(signed.IdempotencyKey));
        Assert.Contains(status, (int[])[200, 400, 404, 405]);
    }

    [Theory]
    [InlineData("/webhooks/illow")]
    [InlineData("/WEBHOOKS/illow/")]
    [InlineData("/webhooks/%69llow")]
    [InlineData("/webhooks/x/../illow?a=b")]
    public async Task Path_OfTheWebhook_IsHandled(string target) => Assert.Equal(200, await AskAsync(Delivery.Fresh(), target));

    private async Task<int> AskAsync(Delivery delivery, string target)
    {
        using var connection = await RawHttp.ConnectAsync(receiver.App.Address);
        var head = RawHttp.Head([.. RawHttp.Lines(delivery), $"Content-Length: {delivery.Body.Length}"], target: target);
        byte[] request = [.. Encoding.UTF8.GetBytes(head), .. delivery.Body];
        await connection.SendAsync(request);
        return (await connection.ReadAsync())?.Status ?? 400;
    }
}
