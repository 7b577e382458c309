using Illow.Webhooks.Signatures;

namespace Illow.Webhooks.Tests.Signatures.Diagnosis;

/// <summary>A header that is refused for its shape, before the body is read: nothing may be said of the body.</summary>
public sealed class ShapeDiagnosisTests
{
    private const string Several =
        "The header holds several values; exactly one is accepted. Something on the way repeats the header or joins two.";

    [Fact]
    public void ExplainShape_MendableText_NamesTheFaultAlone() =>
        Assert.Equal(
            "The signature is written in hexadecimal; base64 is expected.",
            Explain(Convert.ToHexString(SigningKey.A.Sign(Diagnose.Body, SignatureHash.Sha1))));

    [Fact]
    public void ExplainShape_OtherLength_SaysWhichIsExpected() =>
        Assert.StartsWith("The signature has 3 bytes; the keys make signatures of 256.", Explain("AAAA"), StringComparison.Ordinal);

    [Fact]
    public void ExplainShape_NoEncoding_SaysSo() =>
        Assert.StartsWith("The header's text is neither base64 nor hexadecimal", Explain("{}"), StringComparison.Ordinal);

    [Fact]
    public void ExplainShape_SeveralValues_SaysSo() => Assert.Equal(Several, Explain("AAAA, AAAA"));

    [Fact]
    public void ExplainShape_LongestHeader_IsReadAndALongerOneIsNot()
    {
        Assert.Equal(Several, Explain(new string(',', 8192)));
        Assert.Equal("The header has 8193 characters; the longest signature has 1368.", Explain(new string(',', 8193)));
    }

    private static string Explain(string header) => SignatureDiagnosis.ExplainShape([SigningKey.A.Public], header);
}
