using System.Security.Cryptography;
using Illow.Webhooks.Keys;

namespace Illow.Webhooks.Tests.Keys;

public sealed class WebhookPublicKeyTests
{
    [Theory]
    [InlineData(1024)]
    [InlineData(2048)]
    [InlineData(3072)]
    public void Create_Key_HasTheFingerprintOfThePlatformsExport(int size)
    {
        var rsa = KeyOfSize(size);

        var key = Create(rsa);

        var digest = SHA256.HashData(rsa.ExportSubjectPublicKeyInfo());
        Assert.Equal("SHA256:" + Convert.ToBase64String(digest).TrimEnd('='), key.Fingerprint);
    }

    [Theory]
    [InlineData(1024, 128)]
    [InlineData(2048, 256)]
    [InlineData(3072, 384)]
    public void Create_Key_TellsSizeAndSignatureLength(int size, int signatureLength)
    {
        var key = Create(KeyOfSize(size));

        Assert.Equal(size, key.SizeInBits);
        Assert.Equal(signatureLength, key.SignatureLength);
    }

    [Fact]
    public void Create_SizeThatIsNoMultipleOfEight_RoundsTheSignatureLengthUp()
    {
        var key = WebhookPublicKey.Create(KeyNumbers.OddModulus(2049), [3]);

        Assert.Equal(2049, key.SizeInBits);
        Assert.Equal(257, key.SignatureLength);
    }

    [Fact]
    public void Create_Key_VerifiesWhatItsPairSigned()
    {
        byte[] body = [1, 2, 3];
        var signature = TestKeys.A.SignData(body, HashAlgorithmName.SHA1, RSASignaturePadding.Pkcs1);

        Assert.True(Create(TestKeys.A).Rsa.VerifyData(body, signature, HashAlgorithmName.SHA1, RSASignaturePadding.Pkcs1));
        Assert.False(Create(TestKeys.B).Rsa.VerifyData(body, signature, HashAlgorithmName.SHA1, RSASignaturePadding.Pkcs1));
    }

    private static RSA KeyOfSize(int size) => size switch
    {
        1024 => TestKeys.Weak,
        2048 => TestKeys.A,
        _ => TestKeys.C,
    };

    private static WebhookPublicKey Create(RSA rsa)
    {
        var numbers = rsa.ExportParameters(includePrivateParameters: false);
        return WebhookPublicKey.Create(numbers.Modulus, numbers.Exponent);
    }
}
