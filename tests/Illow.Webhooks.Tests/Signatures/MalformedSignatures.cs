using Illow.Webhooks.Signatures;

namespace Illow.Webhooks.Tests.Signatures;

/// <summary>Signatures that no signer makes, by name.</summary>
internal static class MalformedSignatures
{
    internal static readonly string[] RightLength =
        [
            "zero", "one", "two", "n-1", "n", "n+1", "s+n", "all FF", "all 80",
            "reversed", "negated", "first bit", "last bit", "of another key", "random",
        ];

    internal static readonly string[] WrongLength =
        ["empty", "1 byte", "last byte missing", "first byte missing", "zero before", "zero after", "twice", "65,536 bytes"];

    internal static byte[] Make(string name, SigningKey key, byte[] body, SignatureHash hash)
    {
        var good = key.Sign(body, hash);
        return name switch
        {
            "zero" => new byte[key.Length],
            "one" => key.Bytes(1),
            "two" => key.Bytes(2),
            "n-1" => key.Bytes(key.Modulus - 1),
            "n" => key.Bytes(key.Modulus),
            "n+1" => key.Bytes(key.Modulus + 1),
            "s+n" => key.Bytes(SigningKey.Number(SignatureBelow(key, ref body, hash)) + key.Modulus),
            "all FF" => Filled(key.Length, 0xFF),
            "all 80" => Filled(key.Length, 0x80),
            "reversed" => [.. good.AsEnumerable().Reverse()],
            "negated" => key.Bytes(key.Modulus - SigningKey.Number(good)),
            "first bit" => [(byte)(good[0] ^ 0x80), .. good[1..]],
            "last bit" => [.. good[..^1], (byte)(good[^1] ^ 1)],
            "of another key" => (key.Length == SigningKey.A.Length ? SigningKey.B : SigningKey.OtherSmall).Sign(body, hash),
            "random" => Random(key.Length),
            "empty" => [],
            "1 byte" => [1],
            "last byte missing" => good[..^1],
            "first byte missing" => good[1..],
            "zero before" => [0, .. good],
            "zero after" => [.. good, 0],
            "twice" => [.. good, .. good],
            "65,536 bytes" => new byte[65_536],
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, null),
        };
    }

    /// <summary>A right signature so small that adding the modulus keeps the length; changes the body until there is one.</summary>
    internal static byte[] SignatureBelow(SigningKey key, ref byte[] body, SignatureHash hash)
    {
        var limit = (System.Numerics.BigInteger.One << (key.Length * 8)) - key.Modulus;
        for (var attempt = 0; attempt < 1000; attempt++)
        {
            var signature = key.Sign(body, hash);
            if (SigningKey.Number(signature) < limit)
            {
                return signature;
            }

            body = [.. body, (byte)' '];
        }

        throw new InvalidOperationException("The modulus leaves no room.");
    }

    private static byte[] Filled(int length, byte value)
    {
        var bytes = new byte[length];
        bytes.AsSpan().Fill(value);
        return bytes;
    }

    private static byte[] Random(int length)
    {
        var bytes = new byte[length];
        new Random(7).NextBytes(bytes);
        bytes[0] = 0;
        return bytes;
    }
}
