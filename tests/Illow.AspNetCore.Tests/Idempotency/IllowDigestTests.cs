using System.Security.Cryptography;

namespace Illow.AspNetCore.Tests.Idempotency;

public sealed class IllowDigestTests
{
    private static readonly byte[] Bytes = [.. Enumerable.Range(1, IllowDigest.Length).Select(i => (byte)i)];

    [Fact]
    public void Of_Data_IsItsSha256() => Assert.Equal(SHA256.HashData("abc"u8), IllowDigest.Of("abc"u8).ToArray());

    [Fact]
    public void Constructor_ThirtyTwoBytes_KeepsThem()
    {
        var digest = new IllowDigest(Bytes);
        var copy = new byte[IllowDigest.Length];
        digest.CopyTo(copy);

        Assert.Equal(Bytes, copy);
        Assert.Equal(Bytes, digest.ToArray());
        Assert.Equal(Convert.ToHexStringLower(Bytes), digest.ToString());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    public void Constructor_AnotherLength_IsRefusedAndSaysSo(int length)
    {
        var exception = Assert.Throws<ArgumentException>("bytes", () => new IllowDigest(new byte[length]));

        Assert.Contains($"there are {length}", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Equals_EachByteCounts()
    {
        var digest = new IllowDigest(Bytes);
        Assert.True(digest == new IllowDigest(Bytes));
        Assert.False(digest != new IllowDigest(Bytes));
        Assert.Equal(digest.GetHashCode(), new IllowDigest(Bytes).GetHashCode());
        Assert.False(digest.Equals((object?)null));
        Assert.False(digest.Equals(Bytes));
        for (var i = 0; i < Bytes.Length; i++)
        {
            var other = Bytes.ToArray();
            other[i] ^= 1;
            Assert.True(digest != new IllowDigest(other));
            Assert.False(digest.Equals((object)new IllowDigest(other)));
        }
    }
}
