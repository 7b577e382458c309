using System.Security.Cryptography;
using Illow.Webhooks.Signatures;
using Illow.Webhooks.Tests.Signatures;

namespace Illow.Webhooks.Tests;

public sealed class IllowSignatureDiagnosisTests
{
    private static readonly byte[] Body = "{\"a\":1}"u8.ToArray();

    [Fact]
    public void Explain_SignatureThatVerifies_SaysSo()
    {
        var finding = IllowSignatureDiagnosis.Explain([SigningKey.A.Public], Body, Sign(SigningKey.A, HashAlgorithmName.SHA1));

        Assert.True(finding.Verifies);
        Assert.Equal(nameof(SignatureCause.None), finding.Cause);
        Assert.Contains(SigningKey.A.Public.Fingerprint, finding.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void Explain_AnotherHash_IsJudgedByTheOptions()
    {
        var signature = Sign(SigningKey.A, HashAlgorithmName.SHA256);

        Assert.Equal(nameof(SignatureCause.OtherHash), IllowSignatureDiagnosis.Explain([SigningKey.A.Public], Body, signature).Cause);
        Assert.True(
            IllowSignatureDiagnosis.Explain(
                [SigningKey.A.Public], Body, signature, new() { HashAlgorithm = HashAlgorithmName.SHA256 }).Verifies);
    }

    [Fact]
    public void Explain_KeyOfAnotherWebhook_IsRecognised()
    {
        var finding = IllowSignatureDiagnosis.Explain(
            [SigningKey.A.Public], Body, Sign(SigningKey.B, HashAlgorithmName.SHA1), otherKeys: [SigningKey.B.Public]);

        Assert.False(finding.Verifies);
        Assert.Equal(nameof(SignatureCause.OtherWebhook), finding.Cause);
    }

    [Fact]
    public void Explain_NoKeyOrNoSignature_SaysSo()
    {
        Assert.Equal(nameof(SignatureCause.NoKey), IllowSignatureDiagnosis.Explain([], Body, "AAAA").Cause);
        Assert.Equal(nameof(SignatureCause.HeaderMissing), IllowSignatureDiagnosis.Explain([SigningKey.A.Public], Body, null).Cause);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("AAAA")]
    [InlineData("one,two")]
    public void ExplainShape_TextThatIsNoSignature_IsASentenceWithoutTheText(string? signature)
    {
        var explanation = IllowSignatureDiagnosis.ExplainShape([SigningKey.A.Public], signature);

        Assert.Matches("^[A-Z].* .*[.]$", explanation);
        Assert.DoesNotContain("one,two", explanation, StringComparison.Ordinal);
    }

    private static string Sign(SigningKey key, HashAlgorithmName hash) => Convert.ToBase64String(key.Sign(Body, hash));
}
