using Illow.Webhooks.Keys;

namespace Illow.Webhooks.Tests.Keys;

public sealed class PublicKeyTextNumberTests
{
    private static readonly byte[] UsualExponent = [1, 0, 1];

    [Theory]
    [InlineData(2048, 2048)]
    [InlineData(2049, 2048)]
    [InlineData(3071, 2048)]
    [InlineData(8191, 2048)]
    [InlineData(8192, 2048)]
    [InlineData(8192, 8192)]
    [InlineData(1024, 1024)]
    [InlineData(1024, 512)]
    [InlineData(1024, 0)]
    [InlineData(1024, int.MinValue)]
    [InlineData(1025, 1025)]
    public void TryRead_SizeInsideTheLimits_IsAccepted(int size, int minimum)
    {
        Assert.True(
            PublicKeyText.TryRead(Text(KeyNumbers.OddModulus(size), UsualExponent), minimum, out var key, out var problem),
            problem);
        Assert.Equal(size, key.KeySize);
    }

    [Theory]
    [InlineData(2047, 2048)]
    [InlineData(1024, 2048)]
    [InlineData(1024, 1025)]
    [InlineData(8191, 8192)]
    [InlineData(8192, int.MaxValue)]
    public void TryRead_SizeBelowTheMinimum_IsRefusedWithBothSizes(int size, int minimum)
    {
        var problem = KeyTextAssert.Refuses(
            Text(KeyNumbers.OddModulus(size), UsualExponent),
            $"is an RSA key of {size} bits, but MinimumKeySize asks for {minimum}", minimum);

        Assert.Contains("lower MinimumKeySize (not below 1024)", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 1024)]
    [InlineData(512, 0)]
    [InlineData(512, 512)]
    [InlineData(512, 2048)]
    [InlineData(768, 512)]
    [InlineData(768, -1)]
    [InlineData(1023, 1)]
    [InlineData(1023, 1023)]
    [InlineData(1023, int.MinValue)]
    public void TryRead_SizeBelow1024_IsRefusedWhateverTheMinimum(int size, int minimum) =>
        KeyTextAssert.Refuses(
            Text(KeyNumbers.OddModulus(size), UsualExponent),
            $"is an RSA key of {size} bits, which can be forged", minimum);

    [Theory]
    [InlineData(8193)]
    [InlineData(16384)]
    public void TryRead_SizeAbove8192_IsRefused(int size) =>
        KeyTextAssert.Refuses(Text(KeyNumbers.OddModulus(size), UsualExponent), $"is an RSA key of {size} bits: more than 8192");

    [Fact]
    public void TryRead_RealKeysThatAreTooShort_AreRefused()
    {
        KeyTextAssert.Refuses(TestKeys.Legacy512.ExportSubjectPublicKeyInfoPem(), "of 512 bits", minimumKeySize: 512);
        KeyTextAssert.Refuses(TestKeys.Legacy512.ExportRSAPublicKeyPem(), "of 512 bits", minimumKeySize: 1024);
        KeyTextAssert.Refuses(TestKeys.Weak.ExportSubjectPublicKeyInfoPem(), "of 1024 bits", minimumKeySize: 2048);
    }

    [Theory]
    [InlineData(2048)]
    [InlineData(3072)]
    public void TryRead_EvenModulus_IsRefused(int size) =>
        KeyTextAssert.Refuses(Text(KeyNumbers.EvenModulus(size), UsualExponent), "its modulus is even");

    [Fact]
    public void TryRead_ModulusZero_IsRefused() =>
        KeyTextAssert.Refuses(Text([0], UsualExponent), "is an RSA key of 0 bits, which can be forged");

    [Theory]
    [InlineData("03")]
    [InlineData("11")]
    [InlineData("010001")]
    [InlineData("80000001")]
    [InlineData("FFFFFFFF")]
    public void TryRead_OddExponentOfUpTo32Bits_IsAccepted(string hex)
    {
        var exponent = Convert.FromHexString(hex);

        Assert.True(PublicKeyText.TryRead(Text(KeyNumbers.OddModulus(4096), exponent), 2048, out var key, out var problem), problem);
        Assert.Equal(exponent, key.Parameters.Exponent);
    }

    [Theory]
    [InlineData("00")]
    [InlineData("01")]
    [InlineData("02")]
    [InlineData("04")]
    [InlineData("010000")]
    [InlineData("FFFFFFFE")]
    public void TryRead_ExponentZeroOneOrEven_IsRefused(string hex) =>
        KeyTextAssert.Refuses(Text(KeyNumbers.OddModulus(2048), Convert.FromHexString(hex)), "its exponent must be odd and 3 or more");

    [Theory]
    [InlineData("0100000000")]
    [InlineData("0100000001")]
    [InlineData("FFFFFFFFFFFFFFFF")]
    [InlineData("010000000000000001")]
    [InlineData("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF")]
    public void TryRead_ExponentOver32Bits_IsRefused(string hex) =>
        KeyTextAssert.Refuses(Text(KeyNumbers.OddModulus(2048), Convert.FromHexString(hex)), "its exponent has more than 32 bits");

    [Fact]
    public void TryRead_ExponentAsLongAsTheModulus_IsRefused() =>
        KeyTextAssert.Refuses(Text(KeyNumbers.OddModulus(2048), KeyNumbers.OddModulus(2048)), "its exponent has more than 32 bits");

    // Both structures take turns, so that neither gets round the rules
    private static string Text(byte[] modulus, byte[] exponent)
    {
        var pkcs1 = KeyDer.Pkcs1(modulus, exponent);
        return modulus.Length % 2 == 0 ? KeyDer.Pem("PUBLIC KEY", KeyDer.Spki(pkcs1)) : KeyDer.Pem("RSA PUBLIC KEY", pkcs1);
    }
}
