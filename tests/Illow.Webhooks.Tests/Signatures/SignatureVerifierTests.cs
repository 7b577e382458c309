using System.Security.Cryptography;
using Illow.Webhooks.Signatures;

namespace Illow.Webhooks.Tests.Signatures;

public sealed class SignatureVerifierTests
{
    private static readonly byte[] Body = """{"companyId":"c","siteId":"s","idempotencyKey":"k","metadata":{}}"""u8.ToArray();

    public static TheoryData<string, string> ChecksAndHashes => new MatrixTheoryData<string, string>(
        ["Platform", "Managed"],
        ["SHA1", "SHA256", "SHA384", "SHA512"]);

    public static TheoryData<string, string> ChecksAndRightLengths => new MatrixTheoryData<string, string>(
        ["Platform", "Managed"],
        MalformedSignatures.RightLength);

    [Theory, MemberData(nameof(ChecksAndHashes))]
    public void Verify_SendersSignature_IsValid(string check, string hash)
    {
        foreach (var key in new[] { SigningKey.A, SigningKey.Small })
        {
            Assert.Equal(IllowVerificationStatus.Valid, Checks.Verify(check, hash, key.Public, Body, key.Sign(Body, Checks.Hash(hash))));
        }
    }

    [Theory, MemberData(nameof(ChecksAndHashes))]
    public void Verify_EmptyBodySigned_IsValid(string check, string hash) =>
        Assert.Equal(
            IllowVerificationStatus.Valid,
            Checks.Verify(check, hash, SigningKey.A.Public, [], SigningKey.A.Sign([], Checks.Hash(hash))));

    [Theory, MemberData(nameof(ChecksAndRightLengths))]
    public void Verify_MalformedSignatureOfTheRightLength_IsInvalid(string check, string name)
    {
        foreach (var key in new[] { SigningKey.A, SigningKey.Small })
        {
            foreach (var hash in SignatureHash.All)
            {
                var body = Body;
                if (name == "s+n")
                {
                    MalformedSignatures.SignatureBelow(key, ref body, hash);
                }

                var signature = MalformedSignatures.Make(name, key, body, hash);

                Assert.Equal(key.Length, signature.Length);
                Assert.Equal(IllowVerificationStatus.Invalid, Checks.Verify(Checks.ByName(check), hash, key.Public, body, signature));
            }
        }
    }

    [Fact]
    public void Verify_NumberNotBelowTheModulus_IsInvalidWithoutAskingThePlatform()
    {
        var check = new StandInCheck(() => true);
        var modulus = SigningKey.A.Public.Parameters.Modulus!;

        var verdict = Checks.Verify(check, SignatureHash.Sha1, SigningKey.A.Public, Body, modulus);

        Assert.Equal(IllowVerificationStatus.Invalid, verdict);
        Assert.Equal(0, check.Calls);
    }

    public static TheoryData<string> WrongLengths => [.. MalformedSignatures.WrongLength];

    [Theory, MemberData(nameof(WrongLengths))]
    public void Verify_WrongLength_IsInvalidWithoutAskingThePlatform(string name)
    {
        var check = new StandInCheck(() => true);
        var signature = MalformedSignatures.Make(name, SigningKey.A, Body, SignatureHash.Sha1);

        Assert.Equal(IllowVerificationStatus.Invalid, Checks.Verify(check, SignatureHash.Sha1, SigningKey.A.Public, Body, signature));
        Assert.Equal(0, check.Calls);
    }

    [Theory]
    [InlineData("n")]
    [InlineData("n+1")]
    [InlineData("s+n")]
    [InlineData("all FF")]
    public void Verify_ValueNotBelowTheModulus_IsInvalidWithoutAskingThePlatform(string name)
    {
        var check = new StandInCheck(() => true);
        var body = Body;
        MalformedSignatures.SignatureBelow(SigningKey.A, ref body, SignatureHash.Sha1);
        var signature = MalformedSignatures.Make(name, SigningKey.A, body, SignatureHash.Sha1);

        Assert.Equal(IllowVerificationStatus.Invalid, Checks.Verify(check, SignatureHash.Sha1, SigningKey.A.Public, body, signature));
        Assert.Equal(0, check.Calls);
    }

    [Theory]
    [InlineData("Platform")]
    [InlineData("Managed")]
    public void Verify_EachSingleBitFlipOfABody_IsInvalid(string check)
    {
        var body = new byte[64];
        new Random(1).NextBytes(body);
        var signature = SigningKey.Small.Sign(body, SignatureHash.Sha1);
        for (var bit = 0; bit < body.Length * 8; bit++)
        {
            body[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Equal(IllowVerificationStatus.Invalid, Checks.Verify(check, "SHA1", SigningKey.Small.Public, body, signature));
            body[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        Assert.Equal(IllowVerificationStatus.Valid, Checks.Verify(check, "SHA1", SigningKey.Small.Public, body, signature));
    }

    [Theory]
    [InlineData("Platform")]
    [InlineData("Managed")]
    public void Verify_EachSingleBitFlipOfASignature_IsInvalid(string check)
    {
        var signature = SigningKey.Small.Sign(Body, SignatureHash.Sha1);
        for (var bit = 0; bit < signature.Length * 8; bit++)
        {
            signature[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Equal(IllowVerificationStatus.Invalid, Checks.Verify(check, "SHA1", SigningKey.Small.Public, Body, signature));
            signature[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Theory, MemberData(nameof(ChecksAndHashes))]
    public void Verify_OtherHashOfTheSameKey_IsInvalid(string check, string expected)
    {
        var others = new[]
            {
                HashAlgorithmName.MD5, HashAlgorithmName.SHA1, HashAlgorithmName.SHA256, HashAlgorithmName.SHA384, HashAlgorithmName.SHA512,
            }
            .Where(hash => hash.Name != expected);
        foreach (var other in others)
        {
            Assert.Equal(
                IllowVerificationStatus.Invalid,
                Checks.Verify(check, expected, SigningKey.A.Public, Body, SigningKey.A.Sign(Body, other)));
        }
    }

    [Theory, MemberData(nameof(ChecksAndHashes))]
    public void Verify_PssOfTheSameKey_IsInvalid(string check, string hash) =>
        Assert.Equal(
            IllowVerificationStatus.Invalid,
            Checks.Verify(check, hash, SigningKey.A.Public, Body, SigningKey.A.SignPss(Body, Checks.Hash(hash).Name)));

    [Theory]
    [InlineData(typeof(CryptographicException))]
    [InlineData(typeof(ObjectDisposedException))]
    [InlineData(typeof(PlatformNotSupportedException))]
    [InlineData(typeof(NotSupportedException))]
    [InlineData(typeof(DllNotFoundException))]
    [InlineData(typeof(EntryPointNotFoundException))]
    public void Verify_PlatformThrows_IsUnavailable(Type type)
    {
        var check = new StandInCheck(() => throw (Exception)Activator.CreateInstance(type, "no")!);

        Assert.Equal(
            IllowVerificationStatus.Unavailable,
            Checks.Verify(check, SignatureHash.Sha1, SigningKey.A.Public, Body, SigningKey.A.Sign(Body, SignatureHash.Sha1)));
    }

    [Fact]
    public void Verify_FaultOfThisPackage_Surfaces()
    {
        var check = new StandInCheck(() => throw new FormatException());
        var signature = SigningKey.A.Sign(Body, SignatureHash.Sha1);

        Assert.Throws<FormatException>(() => Checks.Verify(check, SignatureHash.Sha1, SigningKey.A.Public, Body, signature));
    }

    [Fact]
    public void Verify_DisposedKey_IsUnavailableOnThePlatform()
    {
        var key = IllowPublicKey.Create(SigningKey.A.Public.Parameters.Modulus, SigningKey.A.Public.Parameters.Exponent);
        key.Rsa.Dispose();

        Assert.Equal(
            IllowVerificationStatus.Unavailable,
            Checks.Verify("Platform", "SHA1", key, Body, SigningKey.A.Sign(Body, SignatureHash.Sha1)));
    }

    [Fact]
    public void Verify_DigestOfAnotherHash_Throws()
    {
        var verifier = new SignatureVerifier(RsaSignatureCheck.Platform, SignatureHash.Sha1);
        var signature = SigningKey.A.Sign(Body, SignatureHash.Sha1);

        var exception = Assert.Throws<ArgumentException>("digest", () => verifier.Verify(SigningKey.A.Public, new byte[32], signature));
        Assert.Contains("A digest of SHA1 has 20 bytes, not 32", exception.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => verifier.Verify(SigningKey.A.Public, [], signature));
    }

    [Fact]
    public void Verify_OneVerifierOnManyThreads_TellsRightFromWrong()
    {
        var verifier = new SignatureVerifier(RsaSignatureCheck.Platform, SignatureHash.Sha1);
        var good = SigningKey.A.Sign(Body, SignatureHash.Sha1);
        var bad = SigningKey.B.Sign(Body, SignatureHash.Sha1);
        var digest = Checks.Digest(SignatureHash.Sha1, Body);

        Parallel.For(0, 2_000, index => Assert.Equal(
            index % 2 == 0 ? IllowVerificationStatus.Valid : IllowVerificationStatus.Invalid,
            verifier.Verify(SigningKey.A.Public, digest, index % 2 == 0 ? good : bad)));
    }
}
