using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Illow.Webhooks.Tests.Signatures.Oracle;

/// <summary>EMSA-PSS straight from RFC 8017, 9.1.1, with every part open to be set otherwise than a signer would.</summary>
internal sealed record PssEncoding(HashAlgorithmName Hash, HashAlgorithmName MaskHash, int SaltLength)
{
    internal int KeySizeInBits { get; init; } = 2048;

    internal byte Separator { get; init; } = 0x01;

    internal byte Trailer { get; init; } = 0xBC;

    /// <summary>The encoded message, as long as the modulus.</summary>
    internal byte[] Encode(byte[] body)
    {
        var bits = KeySizeInBits - 1;
        var length = (bits + 7) / 8;
        var salt = Enumerable.Repeat((byte)0xA5, SaltLength).ToArray();
        var seed = HashOf(Hash, [.. new byte[8], .. HashOf(Hash, body), .. salt]);
        var zeros = new byte[length - seed.Length - SaltLength - 2];
        byte[] block = [.. zeros, Separator, .. salt];
        var mask = Mask(seed, block.Length);
        byte[] masked = [.. block.Zip(mask, (one, other) => (byte)(one ^ other))];
        masked[0] &= (byte)(0xFF >> ((8 * length) - bits));
        return [.. new byte[((KeySizeInBits + 7) / 8) - length], .. masked, .. seed, Trailer];
    }

    // MGF1: B.2.1
    private byte[] Mask(byte[] seed, int length)
    {
        var mask = new List<byte>();
        var counter = new byte[4];
        for (var number = 0; mask.Count < length; number++)
        {
            BinaryPrimitives.WriteInt32BigEndian(counter, number);
            mask.AddRange(HashOf(MaskHash, [.. seed, .. counter]));
        }

        return [.. mask[..length]];
    }

    private static byte[] HashOf(HashAlgorithmName hash, byte[] data) => CryptographicOperations.HashData(hash, data);
}
