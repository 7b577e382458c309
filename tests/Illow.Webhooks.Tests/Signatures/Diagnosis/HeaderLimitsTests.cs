using System.Text;
using Illow.Webhooks.Signatures;
using Illow.Webhooks.Signatures.Diagnosis;

namespace Illow.Webhooks.Tests.Signatures.Diagnosis;

/// <summary>How long a text and its parts may be to pass for what they look like.</summary>
public sealed class HeaderLimitsTests
{
    private static string Good => Diagnose.Header(Diagnose.Body);

    [Fact]
    public void Explain_LongestHeader_IsReadAndALongerOneIsNot()
    {
        var longest = Of(new string('z', 8192));
        var longer = Of(new string('z', 8193));

        Assert.Equal(SignatureCause.LengthMismatch, longest.Cause);
        Assert.Equal(new(SignatureCause.HeaderTooLong, "The header has 8193 characters; the longest signature has 1368."), longer);
    }

    // Hexadecimal texts are base64, too, where their length is a multiple of four
    [Theory]
    [InlineData("0123456789abcdef0123456789abcdef", "HeaderHex")]
    [InlineData("0123456789abcdef0123456789abcdef0", "HeaderUnreadable")]
    [InlineData("0123456789abcdef0123456789abcd", "HeaderPadding")]
    [InlineData("0123456789abcdef0123456789ab", "LengthMismatch")]
    [InlineData("deadbeef", "LengthMismatch")]
    public void Explain_FewHexDigits_AreBase64(string header, string cause) =>
        Assert.Equal(cause, Of(header).Cause.ToString());

    [Theory]
    [InlineData("X-Illow-Signature-v1=", "HeaderPrefixed")]
    [InlineData("X-Illow-Signature-v10=", "HeaderUnreadable")]
    [InlineData("s=", "HeaderPrefixed")]
    [InlineData("=", "HeaderUnreadable")]
    [InlineData(":", "HeaderUnreadable")]
    public void Explain_Name_HasOneToTwentyCharacters(string prefix, string cause) =>
        Assert.Equal(cause, Of(prefix + Good).Cause.ToString());

    [Theory]
    [InlineData(31, "HeaderUnreadable")]
    [InlineData(32, "HeaderPrefixed")]
    public void Explain_NameBeforeAShortText_IsNone(int length, string cause) =>
        Assert.Equal(cause, Of("sha1=" + new string('z', length)).Cause.ToString());

    [Fact]
    public void Explain_TextThatFitsAKey_IsNotDecodedTwice()
    {
        // 128 bytes have 256 digits, which is the length of a signature as well
        var digits = Convert.ToHexString(SigningKey.Small.Sign(Diagnose.Body, SignatureHash.Sha1));
        var header = Convert.ToBase64String(Encoding.ASCII.GetBytes(digits));

        Assert.Equal(SignatureCause.OtherKey, Diagnose.Of(header, Diagnose.Body, null, SigningKey.A.Public, SigningKey.Small.Public).Cause);
        Assert.Equal(SignatureCause.HeaderEncodedTwice, Diagnose.Of(header, Diagnose.Body, null, SigningKey.Small.Public).Cause);
    }

    // Each reading of an inner text is one more call, so a short one is not worth it
    [Theory]
    [InlineData("0123456789abcdef0123456789abcdef", 16, "HeaderEncodedTwice")]
    [InlineData("zzzzzzzzzzzzzzzzzzzzzzzzzzzz", 21, "None")]
    public void Read_InnerText_HasThirtyTwoCharacters(string inner, int signatureLength, string cause) =>
        Assert.Equal(
            cause,
            HeaderReader.Read(
                Convert.ToBase64String(Encoding.ASCII.GetBytes(inner)), length => length == signatureLength).Cause.ToString());

    private static SignatureFinding Of(string header) => Diagnose.Of(header, Diagnose.Body);
}
