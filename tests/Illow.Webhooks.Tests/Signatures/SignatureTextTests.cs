using Illow.Webhooks.Signatures;

namespace Illow.Webhooks.Tests.Signatures;

public sealed class SignatureTextTests
{
    private readonly byte[] _destination = new byte[SignatureText.MaximumSignatureLength];

    [Theory]
    [InlineData("AA==", "00")]
    [InlineData("AQ==", "01")]
    [InlineData("/w==", "ff")]
    [InlineData("AAA=", "0000")]
    [InlineData("//8=", "ffff")]
    [InlineData("AAAA", "000000")]
    [InlineData("+/+/", "fbffbf")]
    [InlineData("Zm9vYmE=", "666f6f6261")]
    [InlineData("Zm9vYmFy", "666f6f626172")]
    public void TryDecode_CanonicalText_GivesTheBytes(string text, string expected)
    {
        Assert.True(SignatureText.TryDecode(text, _destination, out var written));
        Assert.Equal(expected, Convert.ToHexStringLower(_destination.AsSpan(0, written)));
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData(" ", "blank")]
    [InlineData("    ", "blanks only, of a length that fits")]
    [InlineData("\t\t\t\t", "tabs only")]
    [InlineData("=", "padding alone")]
    [InlineData("==", "padding alone")]
    [InlineData("===", "padding alone")]
    [InlineData("====", "padding alone")]
    [InlineData("A", "one character")]
    [InlineData("AA", "missing padding")]
    [InlineData("AA=", "missing padding")]
    [InlineData("AAA", "missing padding")]
    [InlineData("A===", "three of padding")]
    [InlineData("AA====", "doubled padding")]
    [InlineData("AAAA====", "a padding group of its own")]
    [InlineData("AAAA=", "padding too many")]
    [InlineData("AAA==", "padding too many")]
    [InlineData("AA==AAAA", "text after padding")]
    [InlineData("AAA=AAAA", "text after padding")]
    [InlineData("A=AA", "padding inside")]
    [InlineData("=AAA", "padding first")]
    [InlineData("AA=A", "padding inside")]
    [InlineData("AAAAA A=", "inner blank")]
    [InlineData("AAAA AAAA AAAA AAAA ", "blanks that keep the length a multiple of four")]
    [InlineData("AA\tA", "inner tab")]
    [InlineData("AAA\n", "newline at the end")]
    [InlineData("AA\r\n", "CR LF at the end")]
    [InlineData(" AAA", "leading blank")]
    [InlineData("AAA ", "trailing blank")]
    [InlineData("AAA\u00A0", "no-break space")]
    [InlineData("AAA\u200B", "zero-width space")]
    [InlineData("AA-_", "URL alphabet")]
    [InlineData("AAA-", "URL alphabet")]
    [InlineData("_AAA", "URL alphabet")]
    [InlineData("AAA,", "joined headers")]
    [InlineData("AAAA,AAA", "joined headers")]
    [InlineData("AAA;", "punctuation")]
    [InlineData("\"AA\"", "quotes")]
    [InlineData("AAA\0", "NUL")]
    [InlineData("AAA\uFF21", "full-width letter")]
    [InlineData("AAA\u0410", "Cyrillic letter")]
    [InlineData("AA%3D", "percent-encoded")]
    [InlineData("AB==", "spare bits")]
    [InlineData("AP==", "spare bits")]
    [InlineData("//==", "spare bits")]
    [InlineData("AAB=", "spare bits")]
    [InlineData("AAD=", "spare bits")]
    [InlineData("///=", "spare bits")]
    public void TryDecode_OtherText_IsRefused(string text, string why)
    {
        Assert.False(SignatureText.TryDecode(text, _destination, out var written), why);
        Assert.Equal(0, written);
    }

    [Fact]
    public void TryDecode_EveryTextOfOneGroup_IsAcceptedOnlyIfItReEncodesToItself()
    {
        const string Characters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/= \t-";
        var accepted = 0;
        Span<char> text = stackalloc char[4];
        foreach (var first in "A/")
        {
            foreach (var second in Characters)
            {
                foreach (var third in Characters)
                {
                    foreach (var fourth in Characters)
                    {
                        (text[0], text[1], text[2], text[3]) = (first, second, third, fourth);
                        var fits = SignatureText.TryMeasure(text, out var length);
                        Assert.Equal(fits, SignatureText.TryDecode(text, _destination, out var written));
                        if (fits)
                        {
                            accepted++;
                            Assert.Equal(length, written);
                            Assert.Equal(Convert.ToBase64String(_destination, 0, written), text);
                        }
                    }
                }
            }
        }

        // Two first characters times: 64^3 of three bytes, 64 * 16 of two, 4 of one
        Assert.Equal(2 * ((64 * 64 * 64) + (64 * 16) + 4), accepted);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(128)]
    [InlineData(129)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(384)]
    [InlineData(512)]
    [InlineData(1023)]
    [InlineData(1024)]
    public void TryDecode_SignatureOfThatLength_RoundTrips(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        var text = Convert.ToBase64String(bytes);

        Assert.Equal(SignatureText.EncodedLength(length), text.Length);
        Assert.True(SignatureText.TryDecode(text, _destination, out var written));
        Assert.Equal(bytes, _destination[..written]);
    }

    [Theory]
    [InlineData(1025)]
    [InlineData(1026)]
    [InlineData(12 * 1024)]
    [InlineData(65_536)]
    public void TryDecode_LongerThanAnySignature_IsRefused(int length)
    {
        var large = new byte[length];

        Assert.False(SignatureText.TryDecode(Convert.ToBase64String(large), large, out var written));
        Assert.Equal(0, written);
    }

    [Fact]
    public void TryDecode_DestinationTooShort_IsRefused()
    {
        Assert.False(SignatureText.TryDecode("AAAA", new byte[2], out var written));
        Assert.Equal(0, written);
    }

    [Fact]
    public void MaximumTextLength_IsThatOfTheLongestSignature()
    {
        Assert.Equal(1368, SignatureText.MaximumTextLength);
        Assert.Equal(SignatureText.MaximumTextLength, SignatureText.EncodedLength(SignatureText.MaximumSignatureLength));
    }

    [Fact]
    public void TryDecode_AnyText_AllocatesNothing()
    {
        var good = Convert.ToBase64String(new byte[256]);
        var bad = good[..^4] + "AB==";
        SignatureText.TryDecode(good, _destination, out _);
        SignatureText.TryDecode(bad, _destination, out _);

        var before = GC.GetAllocatedBytesForCurrentThread();
        SignatureText.TryDecode(good, _destination, out _);
        SignatureText.TryDecode(bad, _destination, out _);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
