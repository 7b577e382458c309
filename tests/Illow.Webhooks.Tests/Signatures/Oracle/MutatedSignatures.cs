using Illow.Webhooks.Signatures;

namespace Illow.Webhooks.Tests.Signatures.Oracle;

/// <summary>A stream of (key, digest, signature) triples around right ones, the same for the same seed and keys.</summary>
internal sealed class MutatedSignatures
{
    private const int BodiesPerSmallKey = 8;
    private const int BodiesPerLargeKey = 2;

    private readonly Random _random;
    private readonly ManyPrimeKey[] _makers = [new(1024), new(2048)];
    private readonly List<Triple> _right = [];

    internal MutatedSignatures(int seed)
    {
        _random = new Random(seed);
        foreach (var key in new[] { SigningKey.Small, SigningKey.OtherSmall, SigningKey.A })
        {
            foreach (var hash in SignatureHash.All)
            {
                for (var body = 0; body < (key == SigningKey.A ? BodiesPerLargeKey : BodiesPerSmallKey); body++)
                {
                    var bytes = new[] { (byte)body };
                    _right.Add(new(key.Public, hash, Checks.Digest(hash, bytes), key.Sign(bytes, hash)));
                }
            }
        }
    }

    internal sealed record Triple(IllowPublicKey Key, SignatureHash Hash, byte[] Digest, byte[] Signature);

    internal Triple Next()
    {
        var right = _right[_random.Next(_right.Count)];
        return _random.Next(10) switch
        {
            0 => right,
            1 => right with { Signature = Flip(right.Signature) },
            2 => right with { Digest = Flip(right.Digest) },
            3 => right with { Key = _right[_random.Next(_right.Count)].Key },
            4 => right with { Signature = Resize(right.Signature) },
            5 => right with { Signature = Shift(right) },
            6 => right with { Signature = _right[_random.Next(_right.Count)].Signature },
            _ => Encode(right),
        };
    }

    /// <summary>A signature that is right but for a change in the encoded message, or wholly right.</summary>
    private Triple Encode(Triple right)
    {
        var maker = _makers[_random.Next(8) == 0 ? 1 : 0];
        var encoded = new byte[maker.Public.SignatureLength];
        Assert.True(ManagedRsaSignatureCheck.TryEncode(right.Digest, right.Hash, encoded));
        encoded = _random.Next(4) switch
        {
            0 => encoded,
            1 => Flip(encoded),
            2 => Splice(encoded),
            _ => FlipHead(encoded),
        };
        return right with { Key = maker.Public, Signature = maker.SignEncoded(encoded) };
    }

    private byte[] Flip(byte[] bytes)
    {
        byte[] result = [.. bytes];
        for (var flips = _random.Next(1, 4); flips > 0; flips--)
        {
            result[_random.Next(result.Length)] ^= (byte)(1 << _random.Next(8));
        }

        return result;
    }

    private byte[] FlipHead(byte[] bytes) => [.. Flip(bytes[..3]), .. bytes[3..]];

    private byte[] Resize(byte[] bytes) => _random.Next(4) switch
    {
        0 => bytes[_random.Next(3)..],
        1 => bytes[..^_random.Next(3)],
        2 => [0, .. bytes],
        _ => [.. bytes, 0],
    };

    /// <summary>The same residue, or one near to it, out of range where there is room.</summary>
    private byte[] Shift(Triple right)
    {
        var modulus = SigningKey.Number(right.Key.Parameters.Modulus);
        var number = SigningKey.Number(right.Signature);
        var shifted = _random.Next(3) switch
        {
            0 => number + modulus,
            1 => modulus - number,
            _ => modulus - _random.Next(3),
        };
        return shifted.GetByteCount(isUnsigned: true) > right.Signature.Length
            ? right.Signature
            : SigningKey.Bytes(shifted, right.Signature.Length);
    }

    /// <summary>A few bytes removed in one place and added in another: what a parser that looks for DigestInfo stumbles over.</summary>
    private byte[] Splice(byte[] bytes)
    {
        var count = _random.Next(1, 4);
        var rest = bytes.ToList();
        rest.RemoveRange(_random.Next(bytes.Length - count), count);
        var filler = _random.Next(3) switch { 0 => (byte)0x00, 1 => (byte)0xFF, _ => (byte)_random.Next(256) };
        rest.InsertRange(_random.Next(rest.Count + 1), Enumerable.Repeat(filler, count));
        return [.. rest];
    }
}
