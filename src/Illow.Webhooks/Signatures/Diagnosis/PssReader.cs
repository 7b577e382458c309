using System.Buffers.Binary;

namespace Illow.Webhooks.Signatures.Diagnosis;

/// <summary>Recognises EMSA-PSS (RFC 8017, 9.1.2) by its structure, so that it is recognised over any body.</summary>
internal static class PssReader
{
    private const byte Trailer = 0xBC;

    // Without the right body, that many zero bytes have to vouch for the structure
    private const int ConvincingZeros = 6;

    internal static PssReading? Read(byte[] encoded, int keySizeInBits, ReadOnlySpan<byte> body)
    {
        // The encoding has one bit less than the modulus, which for 8k+1 bits is one byte less
        var message = keySizeInBits % 8 == 1 ? encoded.AsSpan(1) : encoded;
        if (message[^1] != Trailer)
        {
            return null;
        }

        var topMask = (byte)(0xFF >> ((8 - ((keySizeInBits - 1) % 8)) % 8));
        foreach (var hash in KnownHash.All)
        {
            foreach (var maskHash in KnownHash.All)
            {
                var isUsual = maskHash == hash || maskHash.Name == "SHA1";
                if (isUsual && Read(message, topMask, hash, maskHash, body) is { } reading)
                {
                    return reading;
                }
            }
        }

        return null;
    }

    private static PssReading? Read(ReadOnlySpan<byte> message, byte topMask, KnownHash hash, KnownHash maskHash, ReadOnlySpan<byte> body)
    {
        var maskedLength = message.Length - hash.Length - 1;
        if (maskedLength <= 0 || maskHash.Compute([]) is null || hash.Compute(body) is not { } digest)
        {
            return null;
        }

        var seed = message.Slice(maskedLength, hash.Length);
        var block = Unmask(message[..maskedLength], seed, maskHash);
        block[0] &= topMask;
        var zeros = block.AsSpan().IndexOfAnyExcept((byte)0);
        if (zeros < 0 || block[zeros] != 0x01)
        {
            return null;
        }

        var salt = block.AsSpan(zeros + 1);
        byte[] salted = [0, 0, 0, 0, 0, 0, 0, 0, .. digest, .. salt];
        var fits = hash.Matches(salted, seed);
        var name = maskHash == hash ? hash.Name : $"{hash.Name} with a mask by {maskHash.Name}";
        return fits || zeros >= ConvincingZeros ? new PssReading(name, fits) : null;
    }

    /// <summary>MGF1 (RFC 8017, B.2.1), applied.</summary>
    private static byte[] Unmask(ReadOnlySpan<byte> masked, ReadOnlySpan<byte> seed, KnownHash hash)
    {
        var block = masked.ToArray();
        Span<byte> counted = new byte[seed.Length + sizeof(uint)];
        seed.CopyTo(counted);
        for (var offset = 0; offset < block.Length; offset += hash.Length)
        {
            BinaryPrimitives.WriteUInt32BigEndian(counted[seed.Length..], (uint)(offset / hash.Length));
            var mask = hash.Compute(counted)!;
            for (var index = 0; index < Math.Min(mask.Length, block.Length - offset); index++)
            {
                block[offset + index] ^= mask[index];
            }
        }

        return block;
    }
}

/// <summary>A PSS encoding: its hash, with the mask's where that differs, and whether it is over the body.</summary>
internal readonly record struct PssReading(string Hash, bool FitsBody);
