using System.Text;
using Illow.Webhooks.Signatures;

namespace Illow.Webhooks.Tests.Signatures.Diagnosis;

public sealed class HeaderDiagnosisTests
{
    // Found by search: its text holds both characters that the URL alphabet writes otherwise, four of "+" among them
    private static readonly Lazy<byte[]> Body = new(() =>
    {
        for (var number = 0; ; number++)
        {
            var body = Encoding.ASCII.GetBytes($"{{\"number\":{number}}}");
            var text = Diagnose.Header(body);
            if (text.Contains('/', StringComparison.Ordinal) && text.Count(character => character == '+') == 4)
            {
                return body;
            }
        }
    });

    private static string Good => Diagnose.Header(Body.Value);

    private static byte[] Bytes => Convert.FromBase64String(Good);

    [Fact]
    public void Explain_RightSignature_FindsNothingAndNamesTheKey()
    {
        var finding = Diagnose.Of(Good, Body.Value);

        Assert.Equal(SignatureCause.None, finding.Cause);
        Assert.Contains(SigningKey.A.Public.Fingerprint, finding.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void Explain_NoKey_SaysSo() =>
        Assert.Equal(
            new SignatureFinding(SignatureCause.NoKey, "No key was given to verify with."),
            SignatureDiagnosis.Explain([], Body.Value, Good, SignatureHash.Sha1));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  \t")]
    public void Explain_NoHeader_SaysSo(string? header) =>
        Assert.Equal(SignatureCause.HeaderMissing, Diagnose.Of(header, Body.Value).Cause);

    [Fact]
    public void Explain_Hex_SaysSo()
    {
        AssertMended(SignatureCause.HeaderHex, "written in hexadecimal; base64 is expected.", Convert.ToHexStringLower(Bytes));
        AssertMended(SignatureCause.HeaderHex, "written in hexadecimal; base64 is expected.", Convert.ToHexString(Bytes));
    }

    [Fact]
    public void Explain_Base64Url_SaysSo()
    {
        AssertMended(
            SignatureCause.HeaderBase64Url,
            "base64 in the URL alphabet (\"-\" and \"_\"); the standard one (\"+\" and \"/\") is expected.",
            Good.Replace('+', '-').Replace('/', '_'));
        AssertMended(
            SignatureCause.HeaderBase64Url,
            "base64 in the URL alphabet (\"-\" and \"_\"); the standard one (\"+\" and \"/\") is expected.",
            Good.Replace('+', '-').Replace('/', '_').TrimEnd('='));
    }

    [Fact]
    public void Explain_Padding_SaysSo()
    {
        AssertMended(SignatureCause.HeaderPadding, "padding at the end of the base64 is missing or wrong.", Good.TrimEnd('='));
        AssertMended(SignatureCause.HeaderPadding, "padding at the end of the base64 is missing or wrong.", Good[..^1]);
        AssertMended(SignatureCause.HeaderPadding, "padding at the end of the base64 is missing or wrong.", Good + "=");
        AssertMended(SignatureCause.HeaderPadding, "padding at the end of the base64 is missing or wrong.", Good + "==");
    }

    [Fact]
    public void Explain_SpareBits_SaysSo()
    {
        // 256 bytes end in "x==", of whose last sextet four bits are spare
        var last = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        var altered = last[last.IndexOf(Good[^3], StringComparison.Ordinal) + 1];
        AssertMended(
            SignatureCause.HeaderSpareBits,
            "The last character of the base64 carries bits that no signature has: the text was altered.",
            Good[..^3] + altered + "==");
    }

    [Fact]
    public void Explain_Blanks_SaysSo()
    {
        AssertMended(SignatureCause.HeaderBlanks, "White space stands around the signature.", " " + Good);
        AssertMended(SignatureCause.HeaderBlanks, "White space stands around the signature.", Good + "\n");
        AssertMended(SignatureCause.HeaderBlanks, "White space stands inside the signature.", Good[..76] + "\n" + Good[76..]);
        AssertMended(SignatureCause.HeaderBlanks, "White space stands inside the signature.", Good[..76] + " \t" + Good[76..]);

        // Lines of 76 characters folded with blanks: again a multiple of four, as if each blank had been a "+"
        AssertMended(
            SignatureCause.HeaderBlanks, "White space stands inside the signature.",
            string.Join(' ', Good.Chunk(76).Select(line => new string(line))));
    }

    [Fact]
    public void Explain_PlusLost_SaysSo() =>
        AssertMended(SignatureCause.HeaderPlusLost, "has become a blank, as form decoding does.", Good.Replace('+', ' '));

    [Fact]
    public void Explain_PlusLostBehindAName_NamesBothAndNoOtherBlank()
    {
        var finding = AssertMended(
            SignatureCause.HeaderPrefixed, "has become a blank, as form decoding does.",
            "sha1=" + Good.Replace('+', ' '));

        Assert.DoesNotContain("White space", finding.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void Explain_PlusLostNearTheStart_IsNoPrefix()
    {
        var (body, header) = Enumerable.Range(0, int.MaxValue)
            .Select(i => Encoding.UTF8.GetBytes($"{{\"number\":{i}}}"))
            .Select(body => (body, Diagnose.Header(body)))
            .First(pair => pair.Item2.AsSpan().IndexOfAny('+', '/') is > 0 and < 20 and var index && pair.Item2[index] == '+');

        Assert.Equal(SignatureCause.HeaderPlusLost, Diagnose.Of(header.Replace('+', ' '), body).Cause);
    }

    [Fact]
    public void Explain_PercentEncoded_SaysSo() =>
        AssertMended(SignatureCause.HeaderPercentEncoded, "percent-encoded, as in a URL.", Uri.EscapeDataString(Good));

    [Fact]
    public void Explain_Quoted_SaysSo()
    {
        AssertMended(SignatureCause.HeaderQuoted, "Quotation marks stand around the signature.", $"\"{Good}\"");
        AssertMended(SignatureCause.HeaderQuoted, "Quotation marks stand around the signature.", $"'{Good}'");
    }

    [Theory]
    [InlineData("sha1=")]
    [InlineData("SHA-256=")]
    [InlineData("rsa-sha1:")]
    [InlineData("signature = ")]
    [InlineData("v1=")]
    [InlineData("Signature ")]
    public void Explain_Prefixed_SaysSo(string prefix) =>
        AssertMended(
            SignatureCause.HeaderPrefixed,
            "A name stands before the signature, as in \"sha1=…\"; only the signature is expected.",
            prefix + Good);

    [Fact]
    public void Explain_EncodedTwice_SaysSo()
    {
        AssertMended(
            SignatureCause.HeaderEncodedTwice, "base64 of a text that is itself an encoded signature.",
            Convert.ToBase64String(Encoding.ASCII.GetBytes(Good)));
        AssertMended(
            SignatureCause.HeaderEncodedTwice, "base64 of a text that is itself an encoded signature.",
            Convert.ToBase64String(Encoding.ASCII.GetBytes(Good + "\n")));
        AssertMended(
            SignatureCause.HeaderEncodedTwice, "base64 of a text that is itself an encoded signature.",
            Convert.ToBase64String(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(Bytes))));
    }

    [Fact]
    public void Explain_SeveralFaults_NamesTheFirstAndReadsOn()
    {
        var finding = AssertMended(
            SignatureCause.HeaderQuoted, "Quotation marks stand around the signature.",
            $"\"sha1={Convert.ToHexStringLower(Bytes)}\"");

        Assert.Contains("hexadecimal", finding.Explanation, StringComparison.Ordinal);
        Assert.Contains("A name stands before", finding.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void Explain_TextFaultOverAnotherBody_NamesBoth()
    {
        var finding = Diagnose.Of(Convert.ToHexStringLower(Bytes), [.. Body.Value, (byte)'\n']);

        Assert.Equal(SignatureCause.HeaderHex, finding.Cause);
        Assert.Contains("newline (LF) was added", finding.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void Explain_SeveralValues_CountsThoseThatVerify()
    {
        var good = Diagnose.Of($"{Good},{Good}", Body.Value);
        var mixed = Diagnose.Of($"{Good}, AAAA", Body.Value);
        var bad = Diagnose.Of($"AAAA,{Diagnose.Header("{}"u8.ToArray(), SignatureHash.Sha256)}", Body.Value);

        Assert.All([good, mixed, bad], finding => Assert.Equal(SignatureCause.HeaderRepeated, finding.Cause));
        Assert.Contains("2 values, of which 2 would verify", good.Explanation, StringComparison.Ordinal);
        Assert.Contains("2 values, of which 1 would verify", mixed.Explanation, StringComparison.Ordinal);
        Assert.Contains("2 values, of which 0 would verify", bad.Explanation, StringComparison.Ordinal);
        Assert.Contains("The longest of them: The key", bad.Explanation, StringComparison.Ordinal);
        Assert.Contains("made with SHA256", bad.Explanation, StringComparison.Ordinal);
        Assert.All(
            [good, mixed],
            finding => Assert.EndsWith("repeats the header or joins two.", finding.Explanation, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("no signature at all!")]
    [InlineData("AAAA==AAAA")]
    [InlineData("AAAAA")]
    [InlineData("ÄÖÜ=")]
    [InlineData("{}")]
    [InlineData("=")]
    public void Explain_Unreadable_SaysSo(string header) =>
        Assert.Equal(SignatureCause.HeaderUnreadable, Diagnose.Of(header, Body.Value).Cause);

    private static SignatureFinding AssertMended(SignatureCause cause, string words, string header)
    {
        var finding = Diagnose.Of(header, Body.Value);

        Assert.Equal(cause, finding.Cause);
        Assert.Contains(words, finding.Explanation, StringComparison.Ordinal);
        Assert.Contains("Read that way: The signature verifies with the key", finding.Explanation, StringComparison.Ordinal);
        return finding;
    }
}
