using System.Numerics;
using Illow.Webhooks.Signatures;
using Illow.Webhooks.Tests.Signatures.Oracle;

namespace Illow.Webhooks.Tests.Signatures;

/// <summary>The edges of the check that asks no platform: lengths at their limits, numbers at theirs.</summary>
public sealed class ManagedRsaSignatureCheckTests
{
    private static readonly byte[] Digest = Checks.Digest(SignatureHash.Sha1, "body"u8);
    private static readonly byte[] DigestInfo = [.. SignatureHash.Sha1.DigestInfoPrefix, .. Digest];

    // RFC 8017, 9.2: three bytes and eight FF around the DigestInfo are the least
    [Fact]
    public void TryEncode_JustLongEnough_IsTheStandardsEncoding()
    {
        var encoded = Enumerable.Repeat((byte)0xEE, DigestInfo.Length + 11).ToArray();

        Assert.True(ManagedRsaSignatureCheck.TryEncode(Digest, SignatureHash.Sha1, encoded));
        Assert.Equal([0x00, 0x01, .. Enumerable.Repeat((byte)0xFF, 8), 0x00, .. DigestInfo], encoded);
        Assert.False(ManagedRsaSignatureCheck.TryEncode(Digest, SignatureHash.Sha1, encoded.AsSpan(1)));
    }

    // Zero to any power is zero: an encoding that was never written must not be what it is compared with
    [Fact]
    public void VerifyHash_ZeroSignatureOfAKeyTooShortForTheHash_IsFalse()
    {
        var key = new ManyPrimeKey(320);

        Assert.False(
            new ManagedRsaSignatureCheck().VerifyHash(key.Public, Digest, new byte[key.Public.SignatureLength], SignatureHash.Sha1));
    }

    [Theory]
    [InlineData(8192, true)]
    [InlineData(8224, false)]
    public void VerifyHash_LongestKey_IsVerifiedAndALongerOneIsNot(int bits, bool expected)
    {
        var key = new ManyPrimeKey(bits);
        var signature = key.SignEncoded(
            [0x00, 0x01, .. Enumerable.Repeat((byte)0xFF, (bits / 8) - DigestInfo.Length - 3), 0x00, .. DigestInfo]);

        Assert.Equal(bits / 8, key.Public.SignatureLength);
        Assert.Equal(expected, new ManagedRsaSignatureCheck().VerifyHash(key.Public, Digest, signature, SignatureHash.Sha1));
    }

    [Fact]
    public void VerifyHash_SignedDigestOfAnotherLengthThanTheHashs_IsFalse()
    {
        byte[] payload = [.. SignatureHash.Sha256.DigestInfoPrefix, .. Digest];

        Assert.False(
            new ManagedRsaSignatureCheck().VerifyHash(
                SigningKey.A.Public, Digest, SigningKey.A.SignPayload(payload), SignatureHash.Sha256));
    }

    // (n - 1) to an odd power is n - 1 again: a number whose highest bit is set
    [Theory]
    [InlineData(new byte[] { 3 })]
    [InlineData(new byte[] { 0x01, 0x00, 0x01 })]
    public void TryRecover_TheLargestNumber_GivesItself(byte[] exponent)
    {
        var key = IllowPublicKey.Create(SigningKey.A.Public.Parameters.Modulus, exponent);
        var largest = SigningKey.A.Bytes(SigningKey.A.Modulus - 1);
        var recovered = new byte[largest.Length];

        Assert.True(RsaPublicOperation.TryRecover(key, largest, recovered));
        Assert.Equal(largest, recovered);
    }

    [Theory]
    [InlineData(new byte[] { 0x81, 0x03 })]
    [InlineData(new byte[] { 0x03, 0x81 })]
    public void TryRecover_ExponentOfTwoBytes_IsReadFromItsHighestOn(byte[] exponent)
    {
        var key = IllowPublicKey.Create(SigningKey.A.Public.Parameters.Modulus, exponent);
        var signature = SigningKey.A.Bytes(new BigInteger(12_345));
        var recovered = Enumerable.Repeat((byte)0xEE, signature.Length).ToArray();

        Assert.True(RsaPublicOperation.TryRecover(key, signature, recovered));
        Assert.Equal(SigningKey.A.Bytes(BigInteger.ModPow(12_345, (exponent[0] * 256) + exponent[1], SigningKey.A.Modulus)), recovered);
    }

    [Fact]
    public void TryRecover_SmallMessage_IsPaddedWithZeros()
    {
        var recovered = Enumerable.Repeat((byte)0xEE, SigningKey.A.Length).ToArray();

        Assert.True(RsaPublicOperation.TryRecover(SigningKey.A.Public, SigningKey.A.Bytes(BigInteger.One), recovered));
        Assert.Equal(SigningKey.A.Bytes(BigInteger.One), recovered);
    }

    [Fact]
    public void TryRecover_OutOfRange_IsFalse()
    {
        var recovered = new byte[SigningKey.A.Length];

        Assert.False(RsaPublicOperation.TryRecover(SigningKey.A.Public, SigningKey.A.Bytes(SigningKey.A.Modulus), recovered));
        Assert.False(RsaPublicOperation.TryRecover(SigningKey.A.Public, recovered.AsSpan(1), recovered));
    }
}
