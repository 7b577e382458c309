using System.Security.Cryptography;
using FsCheck.Fluent;

using Illow.Webhooks.Tests.Properties;

namespace Illow.AspNetCore.Tests.Properties;

public sealed class DigestProperties
{
    [Fact]
    public void Of_AnyData_IsItsSha256() =>
        Hold.ForAll(Any.Bytes(0, 300), data => IllowDigest.Of(data).ToArray().SequenceEqual(SHA256.HashData(data)));

    [Fact]
    public void Constructor_ThirtyTwoBytes_KeepsThem() =>
        Hold.ForAll(
            Any.Bytes(32, 32),
            bytes =>
            {
                var digest = new IllowDigest(bytes);
                var copy = new byte[32];
                digest.CopyTo(copy);
                return copy.SequenceEqual(bytes) && digest.ToString() == Convert.ToHexStringLower(bytes);
            });

    [Fact]
    public void Constructor_AnyOtherLength_Throws() =>
        Hold.ForAll(
            Any.Bytes(0, 80).Where(bytes => bytes.Length != IllowDigest.Length),
            bytes => Record.Exception(() => new IllowDigest(bytes)) is ArgumentException);

    [Fact]
    public void Equality_OneBitOff_IsFalse() =>
        Hold.ForAll(from bytes in Any.Bytes(32, 32) from bit in Gen.Choose(0, 255) select (Bytes: bytes, Bit: bit), input =>
        {
            var changed = input.Bytes.ToArray();
            changed[input.Bit / 8] ^= (byte)(1 << (input.Bit % 8));
            var (one, same, other) = (new IllowDigest(input.Bytes), new IllowDigest(input.Bytes), new IllowDigest(changed));
            return one == same
                && one.Equals((object)same)
                && one.GetHashCode() == same.GetHashCode()
                && one != other
                && !one.Equals((object)other);
        });
}
