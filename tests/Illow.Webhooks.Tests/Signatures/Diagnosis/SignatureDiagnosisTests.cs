using System.Security.Cryptography;
using System.Text;
using Illow.Webhooks.Signatures;

namespace Illow.Webhooks.Tests.Signatures.Diagnosis;

/// <summary>What is read off the signature itself.</summary>
public sealed class SignatureDiagnosisTests
{
    private static readonly byte[] Body = Diagnose.Body;
    private static readonly byte[] Digest = Checks.Digest(SignatureHash.Sha1, Body);

    [Theory]
    [InlineData(128, "a key of 1024 bits")]
    [InlineData(255, "cut or joined")]
    [InlineData(257, "cut or joined")]
    [InlineData(384, "a key of 3072 bits")]
    [InlineData(512, "a key of 4096 bits")]
    [InlineData(20, "a hash or an HMAC")]
    [InlineData(32, "a hash or an HMAC")]
    [InlineData(64, "a hash or an HMAC")]
    [InlineData(67, "cut or joined")]
    [InlineData(68, "an ECDSA signature")]
    [InlineData(71, "an ECDSA signature")]
    [InlineData(72, "an ECDSA signature")]
    [InlineData(73, "cut or joined")]
    [InlineData(1, "cut or joined")]
    public void Explain_WrongLength_SaysWhoseLengthItIs(int length, string hint)
    {
        var signature = new byte[length];
        new Random(length).NextBytes(signature);
        var finding = Of(signature);

        Assert.Equal(SignatureCause.LengthMismatch, finding.Cause);
        Assert.Contains($"has {length} bytes; the keys make signatures of 256.", finding.Explanation, StringComparison.Ordinal);
        Assert.Contains(hint, finding.Explanation, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SHA256")]
    [InlineData("SHA384")]
    [InlineData("SHA512")]
    [InlineData("MD5")]
    public void Explain_OtherHash_NamesIt(string name)
    {
        var finding = Of(SigningKey.A.Sign(Body, new HashAlgorithmName(name)));

        AssertFinding(SignatureCause.OtherHash, $"made with {name}, not SHA1", finding);
    }

    [Fact]
    public void Explain_Sha1WhereSha256IsExpected_NamesIt() =>
        AssertFinding(
            SignatureCause.OtherHash, "made with SHA1, not SHA256",
            Diagnose.Of(Diagnose.Header(Body), Body, SignatureHash.Sha256));

    [Fact]
    public void Explain_HashThatNobodyOffers_GivesItsNumber()
    {
        // SHA-224
        byte[] info =
        [
            0x30, 0x2D, 0x30, 0x0D, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x04, 0x05, 0x00, 0x04, 0x1C,
            .. new byte[28],
        ];

        AssertFinding(SignatureCause.OtherHash, "2.16.840.1.101.3.4.2.4", Of(SigningKey.A.SignPayload(info)));
    }

    [Fact]
    public void Explain_OtherHashOverAnotherBody_NamesBoth()
    {
        var finding = Diagnose.Of(Diagnose.Header([.. Body, (byte)'\n'], SignatureHash.Sha256), Body);

        Assert.Equal(SignatureCause.BodyNewline, finding.Cause);
        Assert.Contains("made with SHA256, too, not SHA1", finding.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void Explain_ExpectedHashOverAnotherBody_SaysNothingOfTheHash()
    {
        var finding = Diagnose.Of(Diagnose.Header([.. Body, (byte)'\n']), Body);

        Assert.Equal(SignatureCause.BodyNewline, finding.Cause);
        Assert.DoesNotContain("made with", finding.Explanation, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SHA1")]
    [InlineData("SHA256")]
    [InlineData("SHA384")]
    [InlineData("SHA512")]
    public void Explain_Pss_NamesItsHash(string name)
    {
        var finding = Of(SigningKey.A.SignPss(Body, new HashAlgorithmName(name)));

        AssertFinding(SignatureCause.PssPadding, $"({name})", finding);
        Assert.Contains("It fits the body.", finding.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void Explain_PssOverAnotherBody_SaysThatToo() =>
        AssertFinding(
            SignatureCause.PssPadding, "It does not fit the body either.",
            Of(SigningKey.A.SignPss("{}"u8, HashAlgorithmName.SHA256)));

    [Fact]
    public void Explain_BareDigest_SaysSo()
    {
        AssertFinding(SignatureCause.NoDigestInfo, "the bare SHA1 digest", Of(SigningKey.A.SignPayload(Digest)));
        AssertFinding(
            SignatureCause.NoDigestInfo, "the text of the SHA1 digest",
            Of(SigningKey.A.SignPayload(Ascii(Convert.ToHexStringLower(Digest)))));
        AssertFinding(SignatureCause.NoDigestInfo, "as long as SHA256's", Of(SigningKey.A.SignPayload(new byte[32])));
    }

    [Fact]
    public void Explain_DigestInfoWithoutNull_SaysSo()
    {
        byte[] info = [0x30, 0x1F, 0x30, 0x07, 0x06, 0x05, 0x2B, 0x0E, 0x03, 0x02, 0x1A, 0x04, 0x14, .. Digest];

        var finding = Of(SigningKey.A.SignPayload(info));

        AssertFinding(SignatureCause.DigestInfoEncoding, "It fits the body.", finding);
        Assert.Contains("names SHA1, but not in the one encoding", finding.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void Explain_NoPadding_SaysSo()
    {
        var encoded = new byte[SigningKey.A.Length];
        Digest.CopyTo(encoded, encoded.Length - Digest.Length);

        AssertFinding(SignatureCause.NoPadding, "It fits the body.", Of(SigningKey.A.SignEncoded(encoded)));
    }

    [Fact]
    public void Explain_BodyItselfSigned_SaysSo()
    {
        var body = "{\"short\":1}"u8.ToArray();

        AssertFinding(SignatureCause.NoDigest, "unhashed", Diagnose.Of(Convert.ToBase64String(SigningKey.A.SignPayload(body)), body));
        AssertFinding(SignatureCause.NoDigest, "is not a digest", Of(SigningKey.A.SignPayload("something else"u8)));
    }

    [Fact]
    public void Explain_DigestSignedAsData_SaysSo()
    {
        AssertFinding(SignatureCause.DigestSigned, "SHA1 digest", Of(SigningKey.A.Sign(Digest, SignatureHash.Sha1)));
        AssertFinding(
            SignatureCause.DigestSigned, "SHA256 digest",
            Of(SigningKey.A.Sign(Checks.Digest(SignatureHash.Sha256, Body), SignatureHash.Sha1)));
    }

    [Fact]
    public void Explain_DigestsTextSigned_SaysSo()
    {
        AssertFinding(
            SignatureCause.DigestTextSigned, "lower-case hexadecimal",
            Of(SigningKey.A.Sign(Ascii(Convert.ToHexStringLower(Digest)), SignatureHash.Sha1)));
        AssertFinding(
            SignatureCause.DigestTextSigned, "upper-case hexadecimal",
            Of(SigningKey.A.Sign(Ascii(Convert.ToHexString(Digest)), SignatureHash.Sha1)));
        AssertFinding(
            SignatureCause.DigestTextSigned, "base64",
            Of(SigningKey.A.Sign(Ascii(Convert.ToBase64String(Digest)), SignatureHash.Sha1)));
    }

    [Fact]
    public void Explain_BodysTextSigned_SaysSo()
    {
        AssertFinding(
            SignatureCause.BodyTextSigned, "hexadecimal",
            Of(SigningKey.A.Sign(Ascii(Convert.ToHexStringLower(Body)), SignatureHash.Sha1)));
        AssertFinding(
            SignatureCause.BodyTextSigned, "base64",
            Of(SigningKey.A.Sign(Ascii(Convert.ToBase64String(Body)), SignatureHash.Sha1)));
    }

    [Fact]
    public void Explain_ReversedBytes_SaysSo() =>
        AssertFinding(
            SignatureCause.ReversedBytes,
            "The bytes of the signature are in reverse order, as old Windows interfaces write them. Read that way: The signature verifies",
            Of([.. SigningKey.A.Sign(Body, SignatureHash.Sha1).AsEnumerable().Reverse()]));

    [Fact]
    public void Explain_SecondOfSeveralKeys_Verifies()
    {
        var finding = Diagnose.Of(Diagnose.Header(Body), Body, null, SigningKey.B.Public, SigningKey.Small.Public, SigningKey.A.Public);

        AssertFinding(SignatureCause.None, SigningKey.A.Public.Fingerprint, finding);
    }

    [Fact]
    public void Explain_AlteredSignature_IsNoKeys()
    {
        var signature = SigningKey.A.Sign(Body, SignatureHash.Sha1);
        signature[100] ^= 1;

        AssertFinding(SignatureCause.OtherKey, SigningKey.A.Public.Fingerprint, Of(signature));
    }

    [Theory]
    [InlineData("n", "ValueOutOfRange")]
    [InlineData("all FF", "ValueOutOfRange")]
    [InlineData("zero", "OtherKey")]
    [InlineData("one", "OtherKey")]
    [InlineData("n-1", "OtherKey")]
    [InlineData("random", "OtherKey")]
    public void Explain_NumbersThatNoSignerMakes_AreNoKeys(string name, string cause) =>
        Assert.Equal(cause, Of(MalformedSignatures.Make(name, SigningKey.A, Body, SignatureHash.Sha1)).Cause.ToString());

    [Fact]
    public void Explain_NumberOverTheModulus_SaysWhatItMeans() => AssertFinding(
        SignatureCause.ValueOutOfRange,
        "The number that the signature stands for is larger than the key allows: another key made it, or it was altered.",
        Of(MalformedSignatures.Make("n", SigningKey.A, Body, SignatureHash.Sha1)));

    private static SignatureFinding Of(byte[] signature) => Diagnose.Of(Convert.ToBase64String(signature), Body);

    private static byte[] Ascii(string text) => Encoding.ASCII.GetBytes(text);

    private static void AssertFinding(SignatureCause cause, string words, SignatureFinding finding)
    {
        Assert.Equal(cause, finding.Cause);
        Assert.Contains(words, finding.Explanation, StringComparison.Ordinal);
    }
}
