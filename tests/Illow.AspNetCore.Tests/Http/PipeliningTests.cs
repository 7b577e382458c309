using System.Text;
using Illow.AspNetCore.Tests.Hosting;

namespace Illow.AspNetCore.Tests.Http;

/// <summary>Several requests on one connection: what follows a refusal is answered for itself.</summary>
public sealed class PipeliningTests(KestrelReceiver receiver) : IClassFixture<KestrelReceiver>
{
    [Fact]
    public async Task Requests_SentAtOnce_AreEachAnsweredInTheirOrder()
    {
        var good = Enumerable.Range(0, 4).Select(_ => Delivery.Fresh()).ToArray();
        byte[] all =
        [
            .. RawHttp.Request(good[0]),
            .. RawHttp.Request(Delivery.Fresh() with { Signatures = [] }),
            .. RawHttp.Request(good[1]),
            .. RawHttp.Request(Delivery.Fresh() with { Signatures = ["AAAA", "AAAA"] }),
            .. RawHttp.Request(Delivery.Fresh() with { ContentType = "text/plain" }),
            .. RawHttp.Request(good[2]),
            .. RawHttp.Request(Delivery.Fresh() with { Key = TestKeys.B }),
            .. RawHttp.Request(Delivery.OfText("not JSON")),
            .. RawHttp.Request(good[3]),
        ];
        using var connection = await RawHttp.ConnectAsync(receiver.App.Address);
        await connection.SendAsync(all);
        foreach (var status in (int[])[200, 401, 200, 401, 415, 200, 401, 400, 200])
        {
            Assert.Equal(status, (await connection.ReadAsync())!.Status);
        }

        Assert.All(good, delivery => Assert.Contains(delivery.IdempotencyKey, receiver.App.Notes.Lines));
    }

    [Fact]
    public async Task Body_OfARefusedRequest_IsNotTakenForARequest()
    {
        // Refused before the body was read: what is left of it must not be parsed as the next request
        var hidden = Delivery.Fresh();
        var smuggled = new Delivery(RawHttp.Request(hidden)) { Signatures = [] };
        var next = Delivery.Fresh();
        using var connection = await RawHttp.ConnectAsync(receiver.App.Address);
        await connection.SendAsync(RawHttp.Request(smuggled));
        KestrelReceiver.AssertRefusal((await connection.ReadAsync())!);
        await connection.SendAsync(RawHttp.Request(next));
        Assert.Equal(200, (await connection.ReadAsync())!.Status);
        Assert.Contains(next.IdempotencyKey, receiver.App.Notes.Lines);
        Assert.DoesNotContain(hidden.IdempotencyKey, receiver.App.Notes.Lines);
    }

    [Fact]
    public async Task Request_BehindAnOversizedOne_IsNotTakenForItsOwn()
    {
        var hidden = Delivery.Fresh();
        using var connection = await RawHttp.ConnectAsync(receiver.App.Address);
        await connection.SendAsync(RawHttp.Head([.. RawHttp.Lines(Delivery.Fresh()), "Content-Length: 2000000"]));
        await connection.SendAsync(RawHttp.Request(hidden));
        var answer = await connection.ReadAsync();
        Assert.Equal(413, answer!.Status);
        Assert.Equal("close", answer.Header("Connection"));
        Assert.DoesNotContain(hidden.IdempotencyKey, receiver.App.Notes.Lines);
    }

    [Theory]
    [InlineData("Content-Length: 5", "Content-Length: {0}")]
    [InlineData("Content-Length: {0}", "Transfer-Encoding: chunked")]
    [InlineData("Transfer-Encoding: chunked", "Content-Length: {0}")]
    [InlineData("Transfer-Encoding: chunked", "Transfer-Encoding: identity")]
    [InlineData("Transfer-Encoding: identity", "Content-Length: {0}")]
    [InlineData("Transfer-Encoding: xchunked", "Content-Length: {0}")]
    [InlineData("Transfer-Encoding : chunked", "Content-Length: {0}")]
    [InlineData("Transfer-Encoding: chunked, identity", "X: y")]
    [InlineData("Transfer-Encoding: gzip, chunked", "Content-Length: {0}")]
    [InlineData("Content-Length: +{0}", "X: y")]
    [InlineData("Content-Length: -1", "X: y")]
    [InlineData("Content-Length: 0x10", "X: y")]
    [InlineData("Content-Length: {0}, {0}", "X: y")]
    [InlineData("Content-Length: ", "X: y")]
    public async Task Framing_OfTwoMinds_SmugglesNothing(string first, string second)
    {
        // Which of these the server refuses is its own affair; what counts is that no handler sees a body other than the signed one
        var outer = Delivery.Fresh();
        var hidden = Delivery.Fresh() with { Signatures = [] };
        string Line(string line) => string.Format(System.Globalization.CultureInfo.InvariantCulture, line, outer.Body.Length);
        using var connection = await RawHttp.ConnectAsync(receiver.App.Address);
        var head = RawHttp.Head([.. RawHttp.Lines(outer), Line(first), Line(second)]);
        byte[] all = [.. Encoding.ASCII.GetBytes(head + "0\r\n\r\n"), .. RawHttp.Request(hidden), .. new byte[outer.Body.Length]];
        await connection.SendAsync(all);
        while (await connection.ReadAsync() is { } answer)
        {
            Assert.InRange(answer.Status, 400, 499);
        }

        Assert.DoesNotContain(outer.IdempotencyKey, receiver.App.Notes.Lines);
        Assert.DoesNotContain(hidden.IdempotencyKey, receiver.App.Notes.Lines);
    }

    [Fact]
    public async Task Head_OfBothFramings_IsJudgedByItsChunks()
    {
        // RFC 9112, 6.3: Transfer-Encoding overrides, and the connection ends
        var delivery = Delivery.Fresh();
        var head = RawHttp.Head([.. RawHttp.Lines(delivery), "Content-Length: 3", "Transfer-Encoding: chunked"]);
        var answer = await receiver.AskAsync(Encoding.ASCII.GetBytes(head), RawHttp.Chunked(delivery.Body));
        Assert.Contains(answer.Status, (int[])[200, 400]);
        Assert.Equal(answer.Status == 200, receiver.App.Notes.Lines.Contains(delivery.IdempotencyKey));
    }
}
