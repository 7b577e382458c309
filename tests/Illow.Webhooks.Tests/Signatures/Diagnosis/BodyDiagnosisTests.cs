using System.Diagnostics;
using System.Text;
using Illow.Webhooks.Signatures;

namespace Illow.Webhooks.Tests.Signatures.Diagnosis;

/// <summary>A right key over other bytes than those that arrived.</summary>
public sealed class BodyDiagnosisTests
{
    private static readonly byte[] Bom = [0xEF, 0xBB, 0xBF];

    [Theory]
    [InlineData("{}", "{}\n", "(LF) was added")]
    [InlineData("{}", "{}\r\n", "(CR LF) was added")]
    [InlineData("{}\n", "{}", "(LF) at the end of the body was removed")]
    [InlineData("{}\r\n", "{}", "(CR LF) at the end of the body was removed")]
    public void Explain_NewlineAtTheEnd_SaysWhich(string sent, string received, string words) =>
        AssertFinding(SignatureCause.BodyNewline, words, Diagnose.OfBody(sent, received));

    [Theory]
    [InlineData("{\n\"a\":1\n}", "{\r\n\"a\":1\r\n}", "from LF to CR LF")]
    [InlineData("{\r\n\"a\":1\r\n}", "{\n\"a\":1\n}", "from CR LF to LF")]
    [InlineData("{\r\n\"a\":1\r\n}", "{\r\n\"a\":1\n}", "from CR LF to LF")]
    public void Explain_LineEndings_SaysWhich(string sent, string received, string words) =>
        AssertFinding(SignatureCause.BodyLineEndings, words, Diagnose.OfBody(sent, received));

    [Fact]
    public void Explain_ByteOrderMark_SaysWhich()
    {
        AssertFinding(SignatureCause.BodyByteOrderMark, "was added", Diagnose.OfBody(Diagnose.Body, [.. Bom, .. Diagnose.Body]));
        AssertFinding(SignatureCause.BodyByteOrderMark, "was removed", Diagnose.OfBody([.. Bom, .. Diagnose.Body], Diagnose.Body));
    }

    [Fact]
    public void Explain_BlanksAround_SaysSo() =>
        AssertFinding(SignatureCause.BodyBlanks, "without the white space", Diagnose.OfBody("{}", " {}\n\n"));

    [Theory]
    [InlineData("iso-8859-1")]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    public void Explain_SignedInAnotherCharset_NamesIt(string name) =>
        AssertFinding(
            SignatureCause.BodyCharset, $"as {name}",
            Diagnose.OfBody(Encoding.GetEncoding(name).GetBytes(Diagnose.Compact), Diagnose.Body));

    [Fact]
    public void Explain_ArrivedInLatin1_SaysSo() =>
        AssertFinding(
            SignatureCause.BodyCharset, "The sender signed the body as UTF-8; it arrived as iso-8859-1",
            Diagnose.OfBody(Diagnose.Body, Encoding.Latin1.GetBytes(Diagnose.Compact)));

    [Fact]
    public void Explain_EmptyBodyHere_SaysSo() =>
        AssertFinding(SignatureCause.BodyEmpty, "something read it before", Diagnose.OfBody(Diagnose.Body, []));

    [Fact]
    public void Explain_EmptyBodySigned_SaysSo() =>
        AssertFinding(SignatureCause.NothingSigned, "signed an empty body", Diagnose.OfBody([], Diagnose.Body));

    [Fact]
    public void Explain_EmptyBodySignedAndReceived_Verifies() =>
        Assert.Equal(SignatureCause.None, Diagnose.OfBody([], []).Cause);

    [Theory]
    [InlineData("SHA1")]
    [InlineData("SHA256")]
    public void Explain_OtherBody_SaysThatTheKeyIsRight(string name)
    {
        var finding = Diagnose.OfBody("{\"other\":1}"u8.ToArray(), Diagnose.Body, Checks.Hash(name));

        AssertFinding(SignatureCause.OtherBody, $"made with {name} over other bytes", finding);
        Assert.Contains($"The key {SigningKey.A.Public.Fingerprint} is right.", finding.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void Explain_EachSingleBitFlip_IsAnOtherBody()
    {
        var body = "{\"a\":1}"u8.ToArray();
        var header = Diagnose.Header(body);
        for (var bit = 0; bit < body.Length * 8; bit += 5)
        {
            byte[] flipped = [.. body];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Equal(SignatureCause.OtherBody, Diagnose.Of(header, flipped).Cause);
        }
    }

    [Fact]
    public void Explain_MemberSigned_SaysSo() =>
        AssertFinding(
            SignatureCause.BodyPartSigned, "one member",
            Diagnose.OfBody("{ \"id\": 1 }", "{\"idempotencyKey\":\"k\",\"metadata\":{ \"id\": 1 }}"));

    [Theory]
    [InlineData("not json")]
    [InlineData("{\"a\":\"\\ud800\"}")]
    [InlineData("[1,2")]
    [InlineData("\"text\"")]
    [InlineData("{\"a\":1e999,\"a\":2}")]
    public void Explain_BodyThatCannotBeRewritten_IsAnOtherBody(string received) =>
        Assert.Equal(SignatureCause.OtherBody, Diagnose.OfBody("{\"other\":1}", received).Cause);

    [Fact]
    public void Explain_InvalidUtf8_IsAnOtherBody() =>
        Assert.Equal(SignatureCause.OtherBody, Diagnose.OfBody("{}"u8.ToArray(), [0x7B, 0xFF, 0xC0, 0x80, 0x7D]).Cause);

    [Fact]
    public void Explain_DeeplyNestedBody_IsAnOtherBody() =>
        Assert.Equal(SignatureCause.OtherBody, Diagnose.OfBody("{}", new string('[', 100_000)).Cause);

    [Theory]
    [InlineData(4 * 1024 * 1024, "BodyNewline")]
    [InlineData((4 * 1024 * 1024) + 1, "OtherBody")]
    public void Explain_LongestBodyThatIsVaried_IsAndALongerOneIsNot(int length, string cause)
    {
        byte[] received = [.. Enumerable.Repeat((byte)' ', length - 1), (byte)'\n'];

        Assert.Equal(cause, Diagnose.OfBody(received[..^1], received).Cause.ToString());
    }

    [Theory]
    [InlineData(256 * 1024, "JsonLayout")]
    [InlineData((256 * 1024) + 1, "OtherBody")]
    public void Explain_LongestBodyThatIsWrittenAgain_IsAndALongerOneIsNot(int length, string cause)
    {
        var text = new string('a', length - "[1, \"\"]".Length);

        Assert.Equal(cause, Diagnose.OfBody($"[1,\"{text}\"]", $"[1, \"{text}\"]").Cause.ToString());
    }

    [Fact]
    public void Explain_LargeBody_TakesBoundedTime()
    {
        var huge = Encoding.ASCII.GetBytes("[" + string.Join(',', Enumerable.Range(0, 2_000_000)) + "]");
        var rewritten = Encoding.ASCII.GetBytes("[" + string.Join(',', Enumerable.Range(0, 40_000)) + "]");
        var watch = Stopwatch.StartNew();

        Assert.Equal(SignatureCause.OtherBody, Diagnose.OfBody([1], huge).Cause);
        Assert.Equal(SignatureCause.OtherBody, Diagnose.OfBody([1], rewritten).Cause);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(30), $"{watch.Elapsed}");
    }

    private static void AssertFinding(SignatureCause cause, string words, SignatureFinding finding)
    {
        Assert.Equal(cause, finding.Cause);
        Assert.Contains(words, finding.Explanation, StringComparison.Ordinal);
    }
}
