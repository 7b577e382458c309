using System.Security.Cryptography;
using Illow.Webhooks.Signatures.Diagnosis;
using Illow.Webhooks.Tests.Signatures.Oracle;

namespace Illow.Webhooks.Tests.Signatures.Diagnosis;

public sealed class PssReaderTests
{
    // 2048 bits, less a trailer, a hash and a separator
    private const int LongestSalt = 256 - 1 - 32 - 1;

    private static readonly byte[] Body = Diagnose.Body;
    private static readonly PssEncoding Usual = new(HashAlgorithmName.SHA256, HashAlgorithmName.SHA256, SaltLength: 32);

    // The encoding has a bit less than the modulus, so that after 8k bits there is one more byte
    [Theory]
    [InlineData(2041)]
    [InlineData(2042)]
    [InlineData(2047)]
    [InlineData(2048)]
    [InlineData(2049)]
    public void Read_KeyOfAnySize_IsRead(int bits)
    {
        Assert.Equal(new PssReading("SHA256", FitsBody: true), Read(Usual with { KeySizeInBits = bits }));
        Assert.Equal(new PssReading("SHA256", FitsBody: false), Read(Usual with { KeySizeInBits = bits }, "{}"u8.ToArray()));
    }

    [Fact]
    public void Read_MaskBySha1_NamesBothHashes() =>
        Assert.Equal(new PssReading("SHA256 with a mask by SHA1", FitsBody: true), Read(Usual with { MaskHash = HashAlgorithmName.SHA1 }));

    [Fact]
    public void Read_MaskByAHashThatNobodyCombines_IsNone() =>
        Assert.Null(Read(Usual with { MaskHash = HashAlgorithmName.SHA512 }));

    [Fact]
    public void Read_OtherTrailer_IsNone() => Assert.Null(Read(Usual with { Trailer = 0xCC }));

    [Fact]
    public void Read_LongestSalt_LeavesNoZerosBeforeTheOne()
    {
        Assert.Equal(new PssReading("SHA256", FitsBody: true), Read(Usual with { SaltLength = LongestSalt }));
        Assert.Null(Read(Usual with { SaltLength = LongestSalt, Separator = 0x03 }));
        Assert.Null(Read(Usual with { SaltLength = LongestSalt, Separator = 0x41 }));
    }

    [Fact]
    public void Read_NoOneBehindTheZeros_IsNone()
    {
        Assert.Null(Read(Usual with { Separator = 0x02 }));
        Assert.Null(Read(Usual with { Separator = 0x00, SaltLength = 0 }));
    }

    [Theory]
    [InlineData(6, true)]
    [InlineData(5, false)]
    public void Read_OtherBody_TakesSixZerosToConvince(int zeros, bool expected)
    {
        var encoding = Usual with { SaltLength = LongestSalt - zeros };

        Assert.Equal(expected, Read(encoding, "{}"u8.ToArray()) is { FitsBody: false });
        Assert.Equal(new PssReading("SHA256", FitsBody: true), Read(encoding));
    }

    // Of 64 and 65 bytes, a SHA-512 digest and the trailer leave nothing for the salt's block
    [Theory]
    [InlineData(64)]
    [InlineData(65)]
    public void Read_KeyTooShortForAHash_IsNone(int length) =>
        Assert.Null(PssReader.Read([.. new byte[length - 1], 0xBC], length * 8, Body));

    private static PssReading? Read(PssEncoding encoding, byte[]? received = null) =>
        PssReader.Read(encoding.Encode(Body), encoding.KeySizeInBits, received ?? Body);
}
