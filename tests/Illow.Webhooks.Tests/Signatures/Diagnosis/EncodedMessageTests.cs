namespace Illow.Webhooks.Tests.Signatures.Diagnosis;

/// <summary>How much structure proves a key: less could be chance, or a number that stands for itself under any key.</summary>
public sealed class EncodedMessageTests
{
    [Theory]
    [InlineData(8, 0x00, "NoDigest")]
    [InlineData(7, 0x00, "OtherKey")]
    [InlineData(8, 0x02, "OtherKey")]
    [InlineData(200, 0x02, "OtherKey")]
    public void Explain_Padding_HasEightBytesAndAZeroBehindThem(int padding, byte separator, string cause)
    {
        byte[] head = [0x00, 0x01, .. Enumerable.Repeat((byte)0xFF, padding), separator];

        Assert.Equal(cause, CauseOf([.. head, .. Enumerable.Repeat((byte)0x55, SigningKey.A.Length - head.Length)]));
    }

    [Fact]
    public void Explain_PaddingWithoutAnEnd_IsNone() =>
        Assert.Equal("OtherKey", CauseOf([0x00, 0x01, .. Enumerable.Repeat((byte)0xFF, SigningKey.A.Length - 2)]));

    [Theory]
    [InlineData(15, "OtherKey")]
    [InlineData(16, "NoPadding")]
    [InlineData(128, "NoPadding")]
    [InlineData(129, "OtherKey")]
    public void Explain_MessageBehindZeros_HasSixteenBytesToHalfTheKeys(int length, string cause) =>
        Assert.Equal(cause, CauseOf([.. new byte[SigningKey.A.Length - length], .. Enumerable.Repeat((byte)0x55, length)]));

    private static string CauseOf(byte[] encoded) =>
        Diagnose.Of(Convert.ToBase64String(SigningKey.A.SignEncoded(encoded)), Diagnose.Body).Cause.ToString();
}
