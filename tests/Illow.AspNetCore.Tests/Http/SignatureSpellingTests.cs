using System.Buffers.Text;
using System.Numerics;
using System.Text;
using Illow.AspNetCore.Tests.Hosting;

namespace Illow.AspNetCore.Tests.Http;

/// <summary>The header's text: one canonical base64 text, of as many bytes as the key has, and a number below the modulus.</summary>
public sealed class SignatureSpellingTests(KestrelReceiver receiver) : IClassFixture<KestrelReceiver>
{
    private static readonly BigInteger Modulus = new(TestKeys.A.ExportParameters(false).Modulus, isUnsigned: true, isBigEndian: true);

    [Theory]
    [InlineData(' ')]
    [InlineData('\t')]
    public async Task Text_WithABlankInside_IsRefused(char blank)
    {
        var delivery = Delivery.Fresh();
        foreach (var position in (int[])[1, 4, 76, 172, 340, 343])
        {
            // Four keep the length that base64 asks for
            await AssertTextsRefusedAsync(
                delivery,
                delivery.Signature.Insert(position, blank.ToString()),
                delivery.Signature.Insert(position, new string(blank, 4)));
        }
    }

    [Theory]
    [InlineData("A\r\n B")]
    [InlineData("\u0001")]
    [InlineData("\u00a0")]
    [InlineData("\u00e9")]
    [InlineData("\0")]
    public async Task Text_WithAFoldOrAControl_ReachesNoHandler(string inside)
    {
        // Some of these are the server's to refuse: with 400, before the application sees them
        var delivery = Delivery.Fresh();
        var answer = await receiver.AskAsync(RawHttp.Request(delivery with { Signatures = [delivery.Signature.Insert(10, inside)] }));
        Assert.True(answer.Status is 400 or 401, $"{answer.Status}");
        Assert.DoesNotContain(delivery.IdempotencyKey, receiver.App.Notes.Lines);
    }

    [Fact]
    public async Task Text_InAnotherAlphabet_IsRefused()
    {
        var delivery = WithText(text => text.Contains('+', StringComparison.Ordinal) || text.Contains('/', StringComparison.Ordinal));
        var signature = Convert.FromBase64String(delivery.Signature);
        await AssertTextsRefusedAsync(
            delivery,
            Base64Url.EncodeToString(signature),
            delivery.Signature.Replace('+', '-').Replace('/', '_'),
            Convert.ToHexString(signature),
            Convert.ToHexStringLower(signature),
            "0x" + Convert.ToHexString(signature),
            Uri.EscapeDataString(delivery.Signature),
            Convert.ToBase64String(Encoding.ASCII.GetBytes(delivery.Signature)),
            Encoding.Latin1.GetString(signature.Select(b => b is < 0x21 or > 0x7e ? (byte)'?' : b).ToArray()));
    }

    [Fact]
    public async Task Text_WithOtherPadding_IsRefused()
    {
        var delivery = Delivery.Fresh();
        var text = delivery.Signature;
        Assert.EndsWith("==", text, StringComparison.Ordinal);
        var bare = text.TrimEnd('=');
        await AssertTextsRefusedAsync(
            delivery,
            bare,
            bare + "=",
            bare + "===",
            bare + "====",
            text + "==",
            text + "A",
            text + "AAAA",
            text + "=AAA",
            text + ",",
            text + "\"",
            "\"" + text + "\"",
            "'" + text + "'",
            "sha1=" + text,
            "Basic " + text,
            "=" + text,
            "==" + text,
            text + text,
            bare[..^1] + "==" + bare[^1]);
    }

    [Fact]
    public async Task Text_WithStraySpareBits_IsRefused()
    {
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        var delivery = Delivery.Fresh();
        var bare = delivery.Signature.TrimEnd('=');
        var last = Alphabet.IndexOf(bare[^1], StringComparison.Ordinal);
        for (var bits = 1; bits < 16; bits++)
        {
            // The same bytes to a lenient decoder
            var malleable = bare[..^1] + Alphabet[last | bits] + "==";
            Assert.Equal(Convert.FromBase64String(delivery.Signature), Convert.FromBase64String(malleable));
            await receiver.AssertRefusedAsync(delivery with { Signatures = [malleable] });
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    [InlineData(128)]
    [InlineData(255)]
    [InlineData(257)]
    [InlineData(384)]
    [InlineData(512)]
    [InlineData(1024)]
    [InlineData(1025)]
    [InlineData(16_384)]
    public async Task Signature_OfAnotherLength_IsRefused(int length)
    {
        var delivery = Delivery.Fresh();
        var signature = Convert.FromBase64String(delivery.Signature);
        var atTheStart = new byte[length];
        signature.AsSpan(0, Math.Min(length, 256)).CopyTo(atTheStart);
        var atTheEnd = new byte[length];
        signature.AsSpan(0, Math.Min(length, 256)).CopyTo(atTheEnd.AsSpan(Math.Max(0, length - 256)));
        await AssertTextsRefusedAsync(delivery, Convert.ToBase64String(atTheStart), Convert.ToBase64String(atTheEnd));
    }

    [Fact]
    public async Task Signature_WithoutItsLeadingZero_IsRefused()
    {
        var delivery = WithText(text => text.StartsWith("AA", StringComparison.Ordinal) || Convert.FromBase64String(text)[0] == 0, 3000);
        var short255 = Convert.FromBase64String(delivery.Signature)[1..];
        await AssertTextsRefusedAsync(delivery, Convert.ToBase64String(short255));
        await receiver.AssertHandledAsync(delivery);
    }

    [Fact]
    public async Task Signature_OfASpecialNumber_IsRefused()
    {
        await AssertTextsRefusedAsync(
            Delivery.Fresh(),
            Number(0),
            Number(1),
            Number(2),
            Number(Modulus - 1),
            Number(Modulus),
            Number(Modulus + 1),
            Number((BigInteger.One << 2048) - 1));
    }

    [Fact]
    public async Task Signature_PlusTheModulus_IsRefused()
    {
        BigInteger sum = 0;
        var delivery = WithText(
            text => (sum = new BigInteger(Convert.FromBase64String(text), isUnsigned: true, isBigEndian: true) + Modulus) >> 2048 == 0,
            20_000);
        await AssertTextsRefusedAsync(delivery, Number(sum));
    }

    private static string Number(BigInteger number)
    {
        var bytes = new byte[256];
        number.TryWriteBytes(bytes.AsSpan(256 - number.GetByteCount(isUnsigned: true)), out _, isUnsigned: true, isBigEndian: true);
        return Convert.ToBase64String(bytes);
    }

    private static Delivery WithText(Func<string, bool> wanted, int tries = 1000)
    {
        for (var i = 0; i < tries; i++)
        {
            var delivery = Delivery.Fresh();
            if (wanted(delivery.Signature))
            {
                return delivery;
            }
        }

        throw new InvalidOperationException("No such signature turned up.");
    }

    private async Task AssertTextsRefusedAsync(Delivery delivery, params string[] texts)
    {
        foreach (var text in texts)
        {
            await receiver.AssertRefusedAsync(delivery with { Signatures = [text] });
        }
    }
}
