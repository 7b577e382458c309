using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using Illow.AspNetCore.Tests.Hosting;

namespace Illow.AspNetCore.Tests.Http;

/// <summary>Signatures of the right shape that are not RSASSA-PKCS1-v1_5 with SHA-1, by this webhook's key, over these bytes.</summary>
public sealed class ForgeryTests(KestrelReceiver receiver) : IClassFixture<KestrelReceiver>
{
    [Theory]
    [InlineData("MD5")]
    [InlineData("SHA256")]
    [InlineData("SHA384")]
    [InlineData("SHA512")]
    public async Task Signature_WithAnotherHash_IsRefused(string hash) =>
        await receiver.AssertRefusedAsync(Delivery.Fresh() with { Hash = new HashAlgorithmName(hash) });

    [Theory]
    [InlineData("SHA1")]
    [InlineData("SHA256")]
    public async Task Signature_Pss_IsRefused(string hash)
    {
        var delivery = Delivery.Fresh();
        await AssertSignatureRefusedAsync(
            delivery,
            TestKeys.A.SignData(delivery.Body, new HashAlgorithmName(hash), RSASignaturePadding.Pss));
    }

    [Fact]
    public async Task Signature_OfABareHash_IsRefused()
    {
        var delivery = Delivery.Fresh();
        var digest = CryptographicOperations.HashData(HashAlgorithmName.SHA1, delivery.Body);
        await AssertSignatureRefusedAsync(delivery, RawSign(Padded(digest)));
        await AssertSignatureRefusedAsync(delivery, RawSign(digest));
        await AssertSignatureRefusedAsync(delivery, RawSign(Padded(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(digest)))));
    }

    [Fact]
    public async Task Signature_OfADigestInfoWithoutParameters_IsRefused()
    {
        // RFC 8017, 9.2: NULL parameters, always
        var delivery = Delivery.Fresh();
        byte[] info =
        [
            0x30,
            0x1f,
            0x30,
            0x07,
            0x06,
            0x05,
            0x2b,
            0x0e,
            0x03,
            0x02,
            0x1a,
            0x04,
            0x14,
            .. CryptographicOperations.HashData(HashAlgorithmName.SHA1, delivery.Body),
        ];
        await AssertSignatureRefusedAsync(delivery, RawSign(Padded(info)));
    }

    [Fact]
    public async Task Signature_WithGarbageAfterTheHash_IsRefused()
    {
        var delivery = Delivery.Fresh();
        byte[] info = [.. DigestInfo, .. CryptographicOperations.HashData(HashAlgorithmName.SHA1, delivery.Body)];
        await AssertSignatureRefusedAsync(
            delivery,
            RawSign([0x00, 0x01, .. Enumerable.Repeat((byte)0xff, 8), 0x00, .. info, .. new byte[256 - 11 - info.Length]]));
        await receiver.AssertHandledAsync(delivery with { Signatures = [Convert.ToBase64String(RawSign(Padded(info)))] });
    }

    [Fact]
    public async Task Signature_ByTheKeyOfAnotherWebhook_IsRefusedAtEachOthersUrl()
    {
        await receiver.AssertRefusedAsync(Delivery.Fresh() with { Key = TestKeys.B }, "/webhooks/illow");
        await receiver.AssertRefusedAsync(Delivery.Fresh() with { Key = TestKeys.A }, "/updated");
        await receiver.AssertHandledAsync(Delivery.Fresh() with { Key = TestKeys.B }, "/updated");
        await receiver.AssertRefusedAsync(Delivery.Fresh() with { Key = TestKeys.C }, "/updated");
    }

    [Fact]
    public async Task Body_WithAnyOneBitFlipped_IsRefused()
    {
        var delivery = Delivery.OfText("""{"companyId":"c","siteId":"s","idempotencyKey":"k","metadata":0}""");
        Assert.Equal(64, delivery.Body.Length);
        var signature = delivery.Signature;
        using var connection = await RawHttp.ConnectAsync(receiver.App.Address);
        for (var bit = 0; bit < 512; bit++)
        {
            byte[] flipped = [.. delivery.Body];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            await connection.SendAsync(RawHttp.Request(new Delivery(flipped) { Signatures = [signature] }));
            KestrelReceiver.AssertRefusal((await connection.ReadAsync())!);
        }

        Assert.DoesNotContain("k", receiver.App.Notes.Lines);
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData(" ")]
    [InlineData("\0")]
    public async Task Body_WithMoreAtItsEnd_IsRefused(string more)
    {
        var delivery = Delivery.Fresh();
        await receiver.AssertRefusedAsync(
            new Delivery([.. delivery.Body, .. Encoding.ASCII.GetBytes(more)]) { Signatures = [delivery.Signature] });
    }

    [Fact]
    public async Task Body_WrittenAnew_IsRefused()
    {
        var delivery = Delivery.OfText(
            $$"""{ "companyId": "c", "siteId": "s\u00e9", "idempotencyKey": "{{Guid.NewGuid()}}",{{"\n"}} "metadata": {"a": 1.0} }"""
        );
        var text = Encoding.UTF8.GetString(delivery.Body);
        string[] same =
        [
            text.Replace(": ", ":", StringComparison.Ordinal),
            text.Replace("\\u00e9", "é", StringComparison.Ordinal),
            text.Replace("1.0", "1", StringComparison.Ordinal),
            text.Replace("\n", "\r\n", StringComparison.Ordinal),
            text.Replace("\n", "", StringComparison.Ordinal),
            "\ufeff" + text,
        ];
        foreach (var other in same)
        {
            Assert.NotEqual(text, other);
            await receiver.AssertRefusedAsync(Delivery.OfText(other) with { Signatures = [delivery.Signature] });
        }

        await receiver.AssertHandledAsync(delivery);
    }

    private static byte[] DigestInfo => [0x30, 0x21, 0x30, 0x09, 0x06, 0x05, 0x2b, 0x0e, 0x03, 0x02, 0x1a, 0x05, 0x00, 0x04, 0x14];

    private static byte[] Padded(byte[] content) =>
        [0x00, 0x01, .. Enumerable.Repeat((byte)0xff, 256 - 3 - content.Length), 0x00, .. content];

    private static byte[] RawSign(byte[] encoded)
    {
        var key = TestKeys.A.ExportParameters(includePrivateParameters: true);
        var signed = BigInteger
            .ModPow(Unsigned(encoded), Unsigned(key.D!), Unsigned(key.Modulus!))
            .ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[256 - signed.Length], .. signed];
    }

    private static BigInteger Unsigned(byte[] bytes) => new(bytes, isUnsigned: true, isBigEndian: true);

    private Task AssertSignatureRefusedAsync(Delivery delivery, byte[] signature) =>
        receiver.AssertRefusedAsync(delivery with { Signatures = [Convert.ToBase64String(signature)] });
}
