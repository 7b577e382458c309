using System.Security.Cryptography;
using System.Text;

namespace Illow.AspNetCore.Testing.Tests;

public sealed class IllowTestKeyTests
{
    private static readonly byte[] Body = "{\"a\":1}"u8.ToArray();

    [Fact]
    public void Sign_Body_VerifiesAsIllowsSnippetDoes()
    {
        using var key = new IllowTestKey();
        using var rsa = RSA.Create();
        rsa.ImportFromPem(key.PublicKeyPem);

        Assert.True(rsa.VerifyData(Body, Convert.FromBase64String(key.Sign(Body)), HashAlgorithmName.SHA1, RSASignaturePadding.Pkcs1));
        Assert.Equal(key.Sign(Body), key.Sign(Encoding.UTF8.GetString(Body)));
        var sha256 = Convert.FromBase64String(key.Sign(Body, HashAlgorithmName.SHA256));
        Assert.True(rsa.VerifyData(Body, sha256, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }

    [Fact]
    public void FromPem_BothForms_SignAlike()
    {
        using var key = new IllowTestKey(3072);
        using var pkcs8 = IllowTestKey.FromPem(key.PrivateKeyPem);
        using var pkcs1 = IllowTestKey.FromPem(key.Rsa.ExportRSAPrivateKeyPem().Replace("\n", "\r\n", StringComparison.Ordinal));

        Assert.Equal(3072, pkcs8.KeySizeInBits);
        Assert.Equal(key.Sign(Body), pkcs8.Sign(Body));
        Assert.Equal(key.Sign(Body), pkcs1.Sign(Body));
        Assert.Equal(key.PublicKeyPem, pkcs1.PublicKeyPem);
    }

    [Fact]
    public void FromPem_NoPrivateKey_SaysWhatItIsWithoutRepeatingIt()
    {
        using var key = new IllowTestKey();

        AssertRefused(key.PublicKeyPem, "public key");
        AssertRefused("hello", "no PEM block");
        var encryption = new PbeParameters(PbeEncryptionAlgorithm.Aes128Cbc, HashAlgorithmName.SHA256, 1);
        AssertRefused(key.Rsa.ExportEncryptedPkcs8PrivateKeyPem("x", encryption), "encrypted");
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Assert.ThrowsAny<CryptographicException>(() => IllowTestKey.FromPem(curve.ExportPkcs8PrivateKeyPem()));
    }

    [Fact]
    public void For_Names_GivesEachAKeyOfItsOwnAndAlwaysTheSame()
    {
        using var key = new IllowTestKey();

        Assert.Same(key.For("eu"), key.For("EU"));
        Assert.NotEqual(key.For("eu").PublicKeyPem, key.For("us").PublicKeyPem);
        Assert.NotEqual(key.PublicKeyPem, key.For("eu").PublicKeyPem);
    }

    [Fact]
    public void Dispose_Key_SignsNoMoreButTheSharedOneDoes()
    {
        var key = new IllowTestKey();
        var child = key.For("eu");
        key.Dispose();
        IllowTestKey.Shared.Dispose();

        Assert.Throws<ObjectDisposedException>(() => key.Sign(Body));
        Assert.Throws<ObjectDisposedException>(() => child.Sign(Body));
        Assert.NotEmpty(IllowTestKey.Shared.Sign(Body));
    }

    private static void AssertRefused(string text, string words)
    {
        var exception = Assert.Throws<CryptographicException>(() => IllowTestKey.FromPem(text));
        Assert.Contains(words, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(text[..Math.Min(text.Length, 60)], exception.Message, StringComparison.Ordinal);
    }
}
