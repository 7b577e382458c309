using System.Text;
using Illow.Webhooks.Messages;

namespace Illow.Webhooks.Tests.Messages;

public sealed class EnvelopeStrictnessTests
{
    [Fact]
    public void TryParse_NoBytes_IsEmpty() => Bodies.Parse([]).AssertRefused(EnvelopeProblem.Empty, null);

    [Theory]
    [InlineData(" \r\n\t")]
    [InlineData("{")]
    [InlineData("nonsense")]
    [InlineData("undefined")]
    [InlineData("\0")]
    public void TryParse_NoJson_IsRefused(string body) => Bodies.Parse(body).AssertRefused(EnvelopeProblem.NotJson, null);

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"{}\"")]
    [InlineData("1")]
    [InlineData("true")]
    [InlineData("[{\"companyId\":\"a\",\"siteId\":\"b\",\"idempotencyKey\":\"c\",\"metadata\":{}}]")]
    public void TryParse_TopLevelNoObject_IsRefused(string body) => Bodies.Parse(body).AssertRefused(EnvelopeProblem.NotAnObject, null);

    [Theory]
    [InlineData("'x'")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("-Infinity")]
    [InlineData("01")]
    [InlineData("+1")]
    [InlineData(".5")]
    [InlineData("5.")]
    [InlineData("1e")]
    [InlineData("0x10")]
    [InlineData("True")]
    [InlineData("{},")]
    [InlineData("[1,]")]
    [InlineData("{\"a\":1,}")]
    [InlineData("{a:1}")]
    [InlineData("{'a':1}")]
    [InlineData("{\"a\"}")]
    [InlineData("{\"a\":}")]
    [InlineData("[1 2]")]
    [InlineData("[}")]
    [InlineData("{}}")]
    [InlineData("/* c */{}")]
    [InlineData("{}// c\n")]
    [InlineData("\"\n\"")]
    [InlineData("\"\t\"")]
    [InlineData("\"\0\"")]
    [InlineData("\"\\x41\"")]
    [InlineData("\"\\u00g0\"")]
    [InlineData("\"\\u00\"")]
    [InlineData("\0")]
    [InlineData("\u00a0{}")]
    [InlineData("\ufeff{}")]
    public void TryParse_MetadataNoStrictJson_IsRefused(string metadata)
    {
        Assert.False(Bodies.Parse(Bodies.With(metadata)).Accepted);
        Assert.False(Bodies.Parse(Bodies.With(metadata, ",\"z\":0")).Accepted);
        Assert.False(Bodies.Parse($"{{\"metadata\":{metadata},{Bodies.Ids}}}").Accepted);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("x")]
    [InlineData(",")]
    [InlineData("}")]
    [InlineData("\0")]
    [InlineData("//")]
    [InlineData("/**/")]
    [InlineData("\u001a")]
    [InlineData("\u2028")]
    [InlineData("\ufeff")]
    public void TryParse_TrailingData_IsRefused(string trailer)
    {
        Bodies.Parse(Bodies.With("{}") + trailer).AssertRefused(EnvelopeProblem.NotJson, null);
        Bodies.Parse(Bodies.With("{}") + "\n" + trailer).AssertRefused(EnvelopeProblem.NotJson, null);
    }

    [Fact]
    public void TryParse_TrailingWhiteSpace_IsAccepted() => Assert.True(Bodies.Parse(Bodies.With("{}") + " \t\r\n\n").Accepted);

    [Fact]
    public void TryParse_ByteOrderMark_IsRefused() =>
        Bodies.Parse([0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Bodies.With("{}"))]).AssertRefused(EnvelopeProblem.ByteOrderMark, null);

    [Theory]
    [InlineData("utf-16", true)]
    [InlineData("utf-16", false)]
    [InlineData("utf-16BE", true)]
    [InlineData("utf-16BE", false)]
    [InlineData("utf-32", true)]
    [InlineData("utf-32", false)]
    [InlineData("utf-32BE", true)]
    [InlineData("utf-32BE", false)]
    public void TryParse_OtherEncoding_IsRefused(string name, bool mark)
    {
        var encoding = Encoding.GetEncoding(name);
        byte[] body = [.. mark ? encoding.GetPreamble() : [], .. encoding.GetBytes(Bodies.With("{}"))];

        Assert.False(Bodies.Parse(body).Accepted);
    }

    [Theory]
    [InlineData("80")]
    [InlineData("FF")]
    [InlineData("C0AF")] // overlong
    [InlineData("C1BF")]
    [InlineData("E080AF")]
    [InlineData("F08080AF")]
    [InlineData("EDA080")] // a surrogate
    [InlineData("EDBFBF")]
    [InlineData("EDA080EDB080")] // a pair of them, as CESU-8 has it
    [InlineData("F4908080")] // past U+10FFFF
    [InlineData("F8888080AF")]
    [InlineData("E2")] // cut
    [InlineData("E282")]
    [InlineData("F09F98")]
    [InlineData("E228A1")]
    public void TryParse_IllFormedUtf8_IsRefused(string hex)
    {
        byte[] text = [(byte)'"', .. Convert.FromHexString(hex), (byte)'"'];

        Bodies.Parse(Bodies.With(text)).AssertRefused(EnvelopeProblem.NotUtf8, null);
        Bodies.Parse(Bodies.With([(byte)'{', .. text, (byte)':', (byte)'0', (byte)'}'])).AssertRefused(EnvelopeProblem.NotUtf8, null);
        Bodies.Parse([.. Encoding.UTF8.GetBytes(Bodies.With("{}")), .. Convert.FromHexString(hex)])
            .AssertRefused(EnvelopeProblem.NotUtf8, null);
    }

    [Theory]
    [InlineData("\\ud800")]
    [InlineData("\\uDBFF")]
    [InlineData("\\udc00")]
    [InlineData("\\uDfFf")]
    [InlineData("\\ud800\\ud800\\udc00")]
    [InlineData("\\udc00\\ud800")]
    [InlineData("\\ud800 \\udc00")]
    [InlineData("\\ud800\\n\\udc00")]
    [InlineData("\\ud800\\\\udc00")]
    [InlineData("\\ud800\\u0041")]
    [InlineData("\\ud800x")]
    [InlineData("x\\ud800")]
    [InlineData("\\ud83d\\ude00\\ude00")]
    [InlineData("\\\\\\ud800")]
    [InlineData("\\\"\\uD9aB\\\"")]
    public void TryParse_LoneSurrogate_IsRefusedEverywhere(string text)
    {
        var metadata = new[]
        {
            $"\"{text}\"",
            $"[\"{text}\"]",
            $"{{\"{text}\":0}}",
            $"{{\"a\":[{{\"b\":\"{text}\"}}]}}",
            $"[0,{{\"a\":0,\"{text}\":0}}]",
        };
        foreach (var value in metadata)
        {
            Bodies.Parse(Bodies.With(value)).AssertRefused(EnvelopeProblem.LoneSurrogate, "metadata");
            Bodies.Parse(Bodies.With("{}", $",\"other\":{value}")).AssertRefused(EnvelopeProblem.LoneSurrogate, null);
        }

        Bodies.Parse(Bodies.With("{}", $",\"{text}\":0")).AssertRefused(EnvelopeProblem.LoneSurrogate, null);
        Bodies.Parse(Bodies.WithId("siteId", $"\"{text}\"")).AssertRefused(EnvelopeProblem.LoneSurrogate, "siteId");
    }

    [Theory]
    [InlineData("\\ud800\\udc00")]
    [InlineData("\\uDBFF\\uDFFF")]
    [InlineData("\\ud83d\\ude00\\ud83d\\ude00x")]
    [InlineData("\\\\ud800")] // a backslash and the letters ud800
    [InlineData("\\\\\\\\udc00")]
    [InlineData("\\ud7ff\\ue000")]
    [InlineData("\\u0d80\\u00dc")]
    public void TryParse_WholeCharactersByEscapes_AreAccepted(string text)
    {
        Assert.True(Bodies.Parse(Bodies.With($"{{\"{text}\":\"{text}\"}}", $",\"{text}\":\"{text}\"")).Accepted);
    }

    [Theory]
    [InlineData("[", "]", 63, 64)]
    [InlineData("{\"a\":", "}", 63, 64)]
    [InlineData("[{\"a\":", "}]", 31, 32)]
    public void TryParse_Depth_IsCountedFromTheEnvelope(string open, string close, int allowed, int tooMany)
    {
        Assert.True(Bodies.Parse(Bodies.With(Nest(allowed))).Accepted);
        Assert.True(Bodies.Parse(Bodies.With("{}", ",\"x\":" + Nest(allowed))).Accepted);
        Bodies.Parse(Bodies.With(Nest(tooMany))).AssertRefused(EnvelopeProblem.TooDeep, "metadata");
        Bodies.Parse(Bodies.With("{}", ",\"x\":" + Nest(tooMany))).AssertRefused(EnvelopeProblem.TooDeep, null);

        string Nest(int times) => string.Concat(Enumerable.Repeat(open, times)) + "0" + string.Concat(Enumerable.Repeat(close, times));
    }
}
