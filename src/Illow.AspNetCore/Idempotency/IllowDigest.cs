using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;


namespace Illow.AspNetCore;

/// <summary>A SHA-256 as a value: 32 bytes, compared whole. Its text is 64 lower-case hexadecimal digits.</summary>
public readonly struct IllowDigest : IEquatable<IllowDigest>
{
    /// <summary>The length of a digest in bytes.</summary>
    public const int Length = SHA256.HashSizeInBytes;

    private static readonly PlatformHash Sha256 = new(HashAlgorithmName.SHA256);

    private readonly Bytes _bytes;

    /// <summary>Takes the 32 bytes of a digest.</summary>
    /// <param name="bytes">Exactly 32 bytes.</param>
    /// <exception cref="ArgumentException"><paramref name="bytes"/> has another length.</exception>
    public IllowDigest(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Length)
        {
            throw new ArgumentException($"A digest has {Length} bytes; there are {bytes.Length}.", nameof(bytes));
        }

        bytes.CopyTo(_bytes);
    }

    /// <summary>Hashes data.</summary>
    /// <param name="data">Any bytes.</param>
    public static IllowDigest Of(ReadOnlySpan<byte> data)
    {
        Unsafe.SkipInit(out IllowDigest digest);
        Sha256.Compute(data, MemoryMarshal.AsBytes(new Span<IllowDigest>(ref digest)));
        return digest;
    }

    /// <summary>Copies the 32 bytes.</summary>
    /// <param name="destination">At least 32 bytes.</param>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public void CopyTo(Span<byte> destination) => ((ReadOnlySpan<byte>)_bytes).CopyTo(destination);

    /// <summary>The 32 bytes in an array of their own.</summary>
    public byte[] ToArray() => ((ReadOnlySpan<byte>)_bytes).ToArray();

    /// <inheritdoc />
    public bool Equals(IllowDigest other) => ((ReadOnlySpan<byte>)_bytes).SequenceEqual(other._bytes);

    /// <inheritdoc />
    public override bool Equals(object? obj) => obj is IllowDigest other && Equals(other);

    // A digest's bits are as good as random already
    /// <inheritdoc />
    public override int GetHashCode() => MemoryMarshal.Read<int>(_bytes);

    /// <inheritdoc />
    public override string ToString() => Convert.ToHexStringLower(_bytes);

    /// <summary>Whether two digests are the same.</summary>
    public static bool operator ==(IllowDigest left, IllowDigest right) => left.Equals(right);

    /// <summary>Whether two digests differ.</summary>
    public static bool operator !=(IllowDigest left, IllowDigest right) => !left.Equals(right);

    [InlineArray(Length)]
    private struct Bytes
    {
        private byte _first;
    }
}
