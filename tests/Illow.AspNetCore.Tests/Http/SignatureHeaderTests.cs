using System.Security.Cryptography;
using System.Text;
using Illow.AspNetCore.Tests.Hosting;

namespace Illow.AspNetCore.Tests.Http;

/// <summary>Where the signature may stand: in one header of the configured name, and nowhere else.</summary>
public sealed class SignatureHeaderTests(KestrelReceiver receiver) : IClassFixture<KestrelReceiver>
{
    private static readonly string Foreign = Convert.ToBase64String(
        TestKeys.B.SignData("other"u8, HashAlgorithmName.SHA1, RSASignaturePadding.Pkcs1));

    [Fact]
    public async Task Header_True_IsHandled() => await receiver.AssertHandledAsync(Delivery.Fresh());

    [Theory]
    [InlineData("ILLOW-SIGNATURE")]
    [InlineData("Illow-Signature")]
    [InlineData("iLLOW-sIGNATURE")]
    public async Task Header_OfAnyCase_IsHandled(string name)
    {
        var delivery = Delivery.Fresh();
        await receiver.AssertHandledAsync(delivery with { Signatures = [] }, more: [$"{name}: {delivery.Signature}"]);
    }

    [Fact]
    public async Task Header_WithBlanksAroundItsValue_IsHandled()
    {
        // They are HTTP's, not the value's: RFC 9110, 5.5
        var delivery = Delivery.Fresh();
        await receiver.AssertHandledAsync(delivery with { Signatures = [$" \t{delivery.Signature} \t "] });
    }

    [Theory]
    [InlineData("illow_signature")]
    [InlineData("x-illow-signature")]
    [InlineData("illow-signature-1")]
    [InlineData("Authorization")]
    public async Task Header_OfAnotherName_IsRefused(string name)
    {
        var delivery = Delivery.Fresh();
        await receiver.AssertRefusedAsync(delivery with { Signatures = [] }, more: [$"{name}: {delivery.Signature}"]);
    }

    [Fact]
    public async Task Header_Missing_IsRefused() => await receiver.AssertRefusedAsync(Delivery.Fresh() with { Signatures = [] });

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(" \t  ")]
    [InlineData("\"\"")]
    [InlineData("null")]
    [InlineData("=")]
    [InlineData("====")]
    [InlineData(",")]
    public async Task Header_WithoutContent_IsRefused(string value) =>
        await receiver.AssertRefusedAsync(Delivery.Fresh() with { Signatures = [value] });

    [Theory]
    [InlineData("good", "good")]
    [InlineData("good", "bad")]
    [InlineData("bad", "good")]
    [InlineData("bad", "bad")]
    [InlineData("good", "")]
    [InlineData("", "good")]
    [InlineData("good", "good", "good")]
    [InlineData("good,bad")]
    [InlineData("bad,good")]
    [InlineData("good,good")]
    [InlineData("good, good")]
    [InlineData("good,")]
    [InlineData(",good")]
    [InlineData("good;good")]
    public async Task Header_Several_AreRefused(params string[] values)
    {
        var delivery = Delivery.Fresh();
        var filled = values.Select(value =>
            value.Replace("good", delivery.Signature, StringComparison.Ordinal).Replace("bad", Foreign, StringComparison.Ordinal));
        await receiver.AssertRefusedAsync(delivery with { Signatures = [.. filled] });
    }

    [Theory]
    [InlineData(16 * 1024)]
    [InlineData(16 * 1024 + 4)]
    [InlineData(30 * 1024)]
    public async Task Header_OfManyCharacters_IsRefused(int length)
    {
        var delivery = Delivery.Fresh();
        await receiver.AssertRefusedAsync(delivery with { Signatures = [new string('A', length)] });
        await receiver.AssertRefusedAsync(delivery with { Signatures = [delivery.Signature + new string('=', length)] });
        await receiver.AssertRefusedAsync(delivery with { Signatures = [new string('A', length) + delivery.Signature] });
    }

    [Fact]
    public async Task Header_BeyondTheServersOwnLimit_ReachesNobody()
    {
        var delivery = Delivery.Fresh();
        var answer = await receiver.AskAsync(RawHttp.Request(delivery with { Signatures = [new string('A', 40 * 1024)] }));
        Assert.Equal(431, answer.Status);
    }

    [Fact]
    public async Task Signature_InTheQuery_IsIgnored()
    {
        var delivery = Delivery.Fresh();
        var query = "/webhooks/illow?illow-signature=" + Uri.EscapeDataString(delivery.Signature);
        await receiver.AssertRefusedAsync(delivery with { Signatures = [] }, query);
        await receiver.AssertRefusedAsync(delivery with { Signatures = [Foreign] }, query);
    }

    [Fact]
    public async Task Signature_InACookie_IsIgnored()
    {
        var delivery = Delivery.Fresh();
        await receiver.AssertRefusedAsync(delivery with { Signatures = [] }, more: ["Cookie: illow-signature=" + delivery.Signature]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("AAAA")]
    public async Task Signature_InATrailer_IsIgnored(string? inHeader)
    {
        var delivery = Delivery.Fresh();
        var lines = RawHttp.Lines(delivery with { Signatures = inHeader is null ? [] : [inHeader] });
        var head = RawHttp.Head([.. lines, "Transfer-Encoding: chunked", "Trailer: illow-signature"]);
        var answer = await receiver.AskAsync(
            Encoding.Latin1.GetBytes(head),
            RawHttp.Chunked(delivery.Body, trailers: "illow-signature: " + delivery.Signature));
        KestrelReceiver.AssertRefusal(answer);
        Assert.DoesNotContain(delivery.IdempotencyKey, receiver.App.Notes.Lines);
    }

    [Fact]
    public async Task Signature_InATrailerBesideTheHeader_ChangesNothing()
    {
        var delivery = Delivery.Fresh();
        var head = RawHttp.Head([.. RawHttp.Lines(delivery), "Transfer-Encoding: chunked"]);
        var answer = await receiver.AskAsync(
            Encoding.Latin1.GetBytes(head),
            RawHttp.Chunked(delivery.Body, trailers: "illow-signature: " + Foreign));
        Assert.Equal(200, answer.Status);
    }
}
