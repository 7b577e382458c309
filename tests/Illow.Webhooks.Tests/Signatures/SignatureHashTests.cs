using System.Security.Cryptography;
using Illow.Webhooks.Signatures;

namespace Illow.Webhooks.Tests.Signatures;

public sealed class SignatureHashTests
{
    [Fact]
    public void Of_NoOptions_IsIllows() => Assert.Same(SignatureHash.Sha1, SignatureHash.Of(null));

    [Fact]
    public void Of_Options_IsTheirs() =>
        Assert.Same(SignatureHash.Sha512, SignatureHash.Of(new() { HashAlgorithm = HashAlgorithmName.SHA512 }));

    [Fact]
    public void Of_AnotherHash_Throws()
    {
        var exception = Assert.Throws<ArgumentException>(() => SignatureHash.Of(new() { HashAlgorithm = HashAlgorithmName.MD5 }));

        Assert.StartsWith("The hash is not one of SHA1, SHA256, SHA384, SHA512.", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TryCompute_HashOfThePlatform_IsItsDigest()
    {
        Span<byte> digest = stackalloc byte[SignatureHash.MaxLength];

        Assert.True(SignatureHash.Sha256.TryCompute("abc"u8, digest, out var written));

        Assert.Equal(SHA256.HashData("abc"u8), digest[..written].ToArray());
    }

    [Theory]
    [InlineData("SHA1", "SHA1")]
    [InlineData("sha1", "SHA1")]
    [InlineData("SHA-1", "SHA1")]
    [InlineData("Sha-256", "SHA256")]
    [InlineData("sha256", "SHA256")]
    [InlineData("SHA384", "SHA384")]
    [InlineData("sha-384", "SHA384")]
    [InlineData("SHA512", "SHA512")]
    [InlineData("sHa-512", "SHA512")]
    public void TryParse_KnownName_GivesTheHash(string name, string expected)
    {
        Assert.True(SignatureHash.TryParse(name, out var hash));
        Assert.Equal(expected, hash.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("SHA")]
    [InlineData("SHA-")]
    [InlineData("SHA2")]
    [InlineData("SHA--1")]
    [InlineData("SHA1-")]
    [InlineData("-SHA1")]
    [InlineData("SHA_256")]
    [InlineData("SHA 256")]
    [InlineData(" SHA256")]
    [InlineData("SHA224")]
    [InlineData("SHA3-256")]
    [InlineData("SHA512/256")]
    [InlineData("MD5")]
    [InlineData("none")]
    public void TryParse_OtherName_GivesNone(string? name)
    {
        Assert.False(SignatureHash.TryParse(name, out var hash));
        Assert.Null(hash);
    }

    // RFC 3174 and FIPS 180-4: "abc"
    [Theory]
    [InlineData("SHA1", "a9993e364706816aba3e25717850c26c9cd0d89d")]
    [InlineData("SHA256", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    [InlineData("SHA384", "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7")]
    [InlineData(
        "SHA512",
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a" +
        "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f")]
    public void Compute_KnownText_GivesTheStandardsDigest(string name, string expected)
    {
        var hash = Checks.Hash(name);
        var destination = new byte[SignatureHash.MaxLength];

        var written = hash.Compute("abc"u8, destination);

        Assert.Equal(hash.Length, written);
        Assert.Equal(expected, Convert.ToHexStringLower(destination.AsSpan(0, written)));
    }

    [Fact]
    public void Compute_ShortDestination_Throws()
    {
        Assert.Throws<ArgumentException>(() => SignatureHash.Sha256.Compute("abc"u8, new byte[31]));
    }

    [Fact]
    public void Compute_AfterOneThatThrew_HashesItsOwnDataAlone()
    {
        var digest = new byte[32];
        Assert.Throws<ArgumentException>(() => SignatureHash.Sha256.Compute("left behind"u8, new byte[31]));

        SignatureHash.Sha256.Compute("abc"u8, digest);

        Assert.Equal(SHA256.HashData("abc"u8), digest);
    }

    [Fact]
    public void Compute_ManyThreadsAtOnce_EachHashesItsOwnData() =>
        Parallel.For(0, 2_000, i =>
        {
            var data = BitConverter.GetBytes(i);
            var digest = new byte[SHA384.HashSizeInBytes];
            SignatureHash.Sha384.Compute(data, digest);
            Assert.Equal(SHA384.HashData(data), digest);
        });

    [Fact]
    public void Compute_AnyHash_AllocatesNothing()
    {
        var destination = new byte[SignatureHash.MaxLength];
        foreach (var hash in SignatureHash.All)
        {
            hash.Compute("warm"u8, destination);
            var before = GC.GetAllocatedBytesForCurrentThread();
            hash.Compute("abc"u8, destination);
            Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        }
    }

    [Fact]
    public void All_Names_AreThePlatforms() =>
        Assert.Equal(
            [HashAlgorithmName.SHA1, HashAlgorithmName.SHA256, HashAlgorithmName.SHA384, HashAlgorithmName.SHA512],
            SignatureHash.All.Select(hash => hash.Name));
}
