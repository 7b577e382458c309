using System.Numerics;
using Illow.Webhooks.Signatures;
using Illow.Webhooks.Tests.Signatures.Oracle;

namespace Illow.Webhooks.Tests.Signatures;

/// <summary>Encodings and forgeries that a check which parses instead of comparing has been known to accept.</summary>
public sealed class ForgedEncodingTests
{
    private static readonly byte[] Body = "{\"forged\":true}"u8.ToArray();
    private static readonly byte[] Digest = Checks.Digest(SignatureHash.Sha1, Body);
    private static readonly byte[] DigestInfo = [.. SignatureHash.Sha1.DigestInfoPrefix, .. Digest];

    public static TheoryData<string, string> ChecksAndEncodings => new MatrixTheoryData<string, string>(
        ["Platform", "Managed"],
        [
            "bare digest", "empty payload", "no NULL", "BER length", "garbage in NULL", "digest twice", "byte after", "wrong OID",
            "shorter digest", "block type 0", "block type 2", "first byte 1",
            "zero in padding", "7F in padding", "hash moved left", "no separator",
            "no padding", "the body", "hex of the digest",
        ]);

    [Theory, MemberData(nameof(ChecksAndEncodings))]
    public void Verify_EncodingOtherThanTheStandards_IsInvalid(string check, string name) =>
        Assert.Equal(
            IllowVerificationStatus.Invalid,
            Checks.Verify(check, "SHA1", SigningKey.A.Public, Body, SigningKey.A.SignEncoded(Encode(name))));

    [Theory]
    [InlineData("Platform")]
    [InlineData("Managed")]
    public void Verify_EncodingOfTheStandard_IsValid(string check) =>
        Assert.Equal(
            IllowVerificationStatus.Valid,
            Checks.Verify(check, "SHA1", SigningKey.A.Public, Body, SigningKey.A.SignPayload(DigestInfo)));

    // RFC 8017, 9.2, step 3: eight bytes of FF at the least. SHA-512's DigestInfo has 83 bytes, with 11 around it 94
    [Theory]
    [InlineData("Platform", 736, false)]
    [InlineData("Managed", 736, false)]
    [InlineData("Platform", 768, true)]
    [InlineData("Managed", 768, true)]
    public void Verify_KeyBarelyLongEnoughForTheHash_IsValidAndShorterIsInvalid(string check, int bits, bool isValid)
    {
        var key = new ManyPrimeKey(bits);
        byte[] info = [.. SignatureHash.Sha512.DigestInfoPrefix, .. Checks.Digest(SignatureHash.Sha512, Body)];
        byte[] encoded = [0x00, 0x01, .. Enumerable.Repeat((byte)0xFF, (bits / 8) - info.Length - 3), 0x00, .. info];

        Assert.Equal(
            isValid ? IllowVerificationStatus.Valid : IllowVerificationStatus.Invalid,
            Checks.Verify(check, "SHA512", key.Public, Body, key.SignEncoded(encoded)));
    }

    // Needs no private key: with exponent 3, a cube root of 00 01 FF … 00 DigestInfo followed by garbage
    [Theory]
    [InlineData("Platform", 8)]
    [InlineData("Managed", 8)]
    [InlineData("Platform", 1)]
    [InlineData("Managed", 1)]
    public void Verify_CubeRootWithGarbageBehind_IsInvalid(string check, int padding)
    {
        var key = IllowPublicKey.Create(SigningKey.A.Public.Parameters.Modulus, [3]);
        var head = new byte[padding + 3 + DigestInfo.Length];
        head[1] = 0x01;
        head.AsSpan(2, padding).Fill(0xFF);
        DigestInfo.CopyTo(head, padding + 3);
        var highest = SigningKey.Number([.. head, .. Enumerable.Repeat((byte)0xFF, key.SignatureLength - head.Length)]);
        var root = CubeRoot(highest);
        var forged = SigningKey.Bytes(root, key.SignatureLength);

        Assert.Equal(head, SigningKey.Bytes(root * root * root, key.SignatureLength)[..head.Length]);
        Assert.Equal(IllowVerificationStatus.Invalid, Checks.Verify(check, "SHA1", key, Body, forged));
    }

    // As above with the garbage in the padding: the low bits of a cube can be chosen, the high ones too
    [Theory]
    [InlineData("Platform")]
    [InlineData("Managed")]
    public void Verify_CubeRootWithGarbageInThePadding_IsInvalid(string check)
    {
        var key = IllowPublicKey.Create(SigningKey.A.Public.Parameters.Modulus, [3]);
        var body = Body;
        byte[] tail;
        do
        {
            body = [.. body, (byte)' '];
            tail = [0x00, .. SignatureHash.Sha1.DigestInfoPrefix, .. Checks.Digest(SignatureHash.Sha1, body)];
        }
        while (tail[^1] % 2 == 0);

        var low = CubeRootModuloPowerOfTwo(SigningKey.Number(tail), tail.Length * 8);
        var high = CubeRoot(SigningKey.Number([0x00, 0x01, .. Enumerable.Repeat((byte)0xFF, 20), .. new byte[key.SignatureLength - 22]]));
        var root = (high >> (tail.Length * 8) << (tail.Length * 8)) + low;
        var encoded = SigningKey.Bytes(root * root * root, key.SignatureLength);

        Assert.Equal(tail, encoded[^tail.Length..]);
        Assert.Equal([0x00, 0x01, .. Enumerable.Repeat((byte)0xFF, 20)], encoded[..22]);
        Assert.Equal(IllowVerificationStatus.Invalid, Checks.Verify(check, "SHA1", key, body, SigningKey.Bytes(root, key.SignatureLength)));
    }

    private static byte[] Encode(string name)
    {
        var key = SigningKey.A;
        var good = key.Pad(DigestInfo);
        var separator = good.Length - DigestInfo.Length - 1;
        switch (name)
        {
            case "bare digest": return key.Pad(Digest);
            case "empty payload": return key.Pad([]);
            case "no NULL": return key.Pad([0x30, 0x1F, 0x30, 0x07, .. DigestInfo[4..11], 0x04, 0x14, .. Digest]);
            case "BER length": return key.Pad([0x30, 0x81, 0x21, .. DigestInfo[2..]]);
            case "garbage in NULL":
                return key.Pad([0x30, 0x23, 0x30, 0x0B, .. DigestInfo[4..11], 0x05, 0x02, 0xAA, 0xBB, 0x04, 0x14, .. Digest]);
            case "digest twice": return key.Pad([.. DigestInfo, .. Digest]);
            case "byte after": return key.Pad([.. DigestInfo, 0x00]);
            case "wrong OID": return key.Pad([.. DigestInfo[..10], 0x1B, .. DigestInfo[11..]]);
            case "shorter digest": return key.Pad([0x30, 0x20, .. DigestInfo[2..13], 0x04, 0x13, .. Digest[..^1]]);
            case "block type 0": good[1] = 0x00; return good;
            case "block type 2": good[1] = 0x02; return good;
            case "first byte 1": good[0] = 0x01; good[1] = 0x00; return good;
            case "zero in padding": good[20] = 0x00; return good;
            case "7F in padding": good[2] = 0x7F; return good;
            case "hash moved left":
                return
                [
                    0x00, 0x01, .. Enumerable.Repeat((byte)0xFF, 8), 0x00, .. DigestInfo,
                    .. new byte[key.Length - 11 - DigestInfo.Length],
                ];
            case "no separator": good[separator] = 0xFF; return good;
            case "no padding": return [.. new byte[key.Length - Digest.Length], .. Digest];
            case "the body": return key.Pad(Body);
            case "hex of the digest": return key.Pad(System.Text.Encoding.ASCII.GetBytes(Convert.ToHexStringLower(Digest)));
            default: throw new ArgumentOutOfRangeException(nameof(name), name, null);
        }
    }

    /// <summary>The largest number whose cube is not above the given one.</summary>
    private static BigInteger CubeRoot(BigInteger cube)
    {
        var (low, high) = (BigInteger.Zero, BigInteger.One << (int)((cube.GetBitLength() / 3) + 1));
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            (low, high) = middle * middle * middle <= cube ? (middle, high) : (low, middle - 1);
        }

        return low;
    }

    /// <summary>For an odd number, bit by bit: each further bit of the root decides the same bit of the cube.</summary>
    private static BigInteger CubeRootModuloPowerOfTwo(BigInteger odd, int bits)
    {
        var root = BigInteger.One;
        for (var bit = 1; bit < bits; bit++)
        {
            var difference = (root * root * root) - odd;
            if (!(difference >> bit).IsEven)
            {
                root += BigInteger.One << bit;
            }
        }

        return root;
    }
}
