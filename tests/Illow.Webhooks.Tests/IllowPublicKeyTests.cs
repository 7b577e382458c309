using System.Security.Cryptography;
using Illow.Webhooks.Tests.Keys;

namespace Illow.Webhooks.Tests;

public sealed class IllowPublicKeyTests
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

        Assert.Equal(size, key.KeySize);
        Assert.Equal(signatureLength, key.SignatureLength);
    }

    [Fact]
    public void Create_SizeThatIsNoMultipleOfEight_RoundsTheSignatureLengthUp()
    {
        var key = IllowPublicKey.Create(KeyNumbers.OddModulus(2049), [3]);

        Assert.Equal(2049, key.KeySize);
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

    [Fact]
    public void Parse_PublicKey_IsTheKey()
    {
        var key = IllowPublicKey.Parse(TestKeys.A.ExportSubjectPublicKeyInfoPem());

        Assert.Equal((Create(TestKeys.A).Fingerprint, 2048), (key.Fingerprint, key.KeySize));
        Assert.Equal(key.Fingerprint, key.ToString());
        Assert.Equal(key.Fingerprint, IllowPublicKey.Parse(TestKeys.A.ExportRSAPublicKeyPem()).Fingerprint);
        Assert.Equal(1024, IllowPublicKey.Parse(TestKeys.Weak.ExportSubjectPublicKeyInfoPem(), 1024).KeySize);
    }

    [Fact]
    public void Parse_PrivateKey_ThrowsAndNeverEchoesIt()
    {
        var pem = TestKeys.A.ExportPkcs8PrivateKeyPem();

        var message = Assert.Throws<FormatException>(() => IllowPublicKey.Parse(pem)).Message;

        Assert.StartsWith("The public key is a private key: ", message, StringComparison.Ordinal);
        Assert.DoesNotContain(pem.Split('\n')[1], message, StringComparison.Ordinal);
    }

    [Fact]
    public void TryParse_TextThatIsNoUsableKey_SaysWhy()
    {
        foreach (var text in new[] { null, "", "leaked text", TestKeys.Weak.ExportSubjectPublicKeyInfoPem() })
        {
            Assert.False(IllowPublicKey.TryParse(text, out var key, out var error));
            Assert.Null(key);
            Assert.NotEmpty(error);
            Assert.DoesNotContain("leaked", error, StringComparison.Ordinal);
        }

        Assert.False(IllowPublicKey.TryParse(TestKeys.A.ExportSubjectPublicKeyInfoPem(), 3072, out _, out _));
        Assert.True(IllowPublicKey.TryParse(TestKeys.C.ExportSubjectPublicKeyInfoPem(), 3072, out _, out _));
        Assert.False(IllowPublicKey.TryParse(TestKeys.Legacy512.ExportSubjectPublicKeyInfoPem(), 0, out _, out _));
    }

    private static RSA KeyOfSize(int size) => size switch
    {
        1024 => TestKeys.Weak,
        2048 => TestKeys.A,
        _ => TestKeys.C,
    };

    private static IllowPublicKey Create(RSA rsa)
    {
        var numbers = rsa.ExportParameters(includePrivateParameters: false);
        return IllowPublicKey.Create(numbers.Modulus, numbers.Exponent);
    }
}
