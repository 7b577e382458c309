using Illow.AspNetCore.Tests.Hosting;

namespace Illow.AspNetCore.Tests.Http;

/// <summary>Expect: 100-continue: a sender that asks first is refused before it has sent a body.</summary>
public sealed class ExpectTests(KestrelReceiver receiver) : IClassFixture<KestrelReceiver>
{
    [Fact]
    public async Task Expect_OfAGoodHead_IsAskedForTheBody()
    {
        var delivery = Delivery.Fresh();
        using var connection = await AskAsync(delivery);
        Assert.Equal(100, (await connection.ReadAsync())!.Status);
        await connection.SendAsync(delivery.Body);
        Assert.Equal(200, (await connection.ReadAsync())!.Status);
    }

    [Fact]
    public async Task Expect_WithoutASignature_IsRefusedAtOnce()
    {
        using var connection = await AskAsync(Delivery.Fresh() with { Signatures = [] });
        KestrelReceiver.AssertRefusal((await connection.ReadAsync())!);
    }

    [Fact]
    public async Task Expect_OfASignatureOfAnotherLength_IsRefusedAtOnce()
    {
        using var connection = await AskAsync(Delivery.Fresh() with { Key = TestKeys.C });
        KestrelReceiver.AssertRefusal((await connection.ReadAsync())!);
    }

    [Fact]
    public async Task Expect_OfAnotherMediaType_IsRefusedAtOnce()
    {
        using var connection = await AskAsync(Delivery.Fresh() with { ContentType = "text/plain" });
        Assert.Equal(415, (await connection.ReadAsync())!.Status);
    }

    [Fact]
    public async Task Expect_OfAnotherMethod_IsRefusedAtOnce()
    {
        using var connection = await AskAsync(Delivery.Fresh(), "PUT");
        Assert.Equal(405, (await connection.ReadAsync())!.Status);
    }

    [Fact]
    public async Task Expect_OfTooLargeABody_IsRefusedAtOnce()
    {
        using var connection = await AskAsync(Delivery.Fresh(), length: 2_000_000);
        Assert.Equal(413, (await connection.ReadAsync())!.Status);
    }

    private async Task<RawHttp> AskAsync(Delivery delivery, string method = "POST", int? length = null)
    {
        var connection = await RawHttp.ConnectAsync(receiver.App.Address);
        await connection.SendAsync(
            RawHttp.Head([.. RawHttp.Lines(delivery), "Expect: 100-continue", $"Content-Length: {length ?? delivery.Body.Length}"], method)
        );
        return connection;
    }
}
