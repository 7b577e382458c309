using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Illow.Webhooks.Signatures;

/// <summary>A hash that the sender may sign with. One instance each, compared by reference.</summary>
internal sealed class SignatureHash
{
    /// <summary>Bytes of the longest digest.</summary>
    internal const int MaxLength = SHA512.HashSizeInBytes;

    private readonly byte[] _digestInfoPrefix;
    private readonly PlatformHash _platform;

    private SignatureHash(HashAlgorithmName name, int length, ReadOnlySpan<byte> digestInfoPrefix, string knownAnswer)
    {
        Name = name;
        Length = length;
        _platform = new PlatformHash(name);
        _digestInfoPrefix = digestInfoPrefix.ToArray();
        KnownAnswer = knownAnswer;
    }

    /// <summary>What illow signs with today.</summary>
    internal static SignatureHash Sha1 { get; } = new(
        HashAlgorithmName.SHA1,
        SHA1.HashSizeInBytes,
        [0x30, 0x21, 0x30, 0x09, 0x06, 0x05, 0x2B, 0x0E, 0x03, 0x02, 0x1A, 0x05, 0x00, 0x04, 0x14],
        KnownAnswers.Sha1);

    internal static SignatureHash Sha256 { get; } = new(
        HashAlgorithmName.SHA256,
        SHA256.HashSizeInBytes,
        [0x30, 0x31, 0x30, 0x0D, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20],
        KnownAnswers.Sha256);

    internal static SignatureHash Sha384 { get; } = new(
        HashAlgorithmName.SHA384,
        SHA384.HashSizeInBytes,
        [0x30, 0x41, 0x30, 0x0D, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x02, 0x05, 0x00, 0x04, 0x30],
        KnownAnswers.Sha384);

    internal static SignatureHash Sha512 { get; } = new(
        HashAlgorithmName.SHA512,
        SHA512.HashSizeInBytes,
        [0x30, 0x51, 0x30, 0x0D, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x03, 0x05, 0x00, 0x04, 0x40],
        KnownAnswers.Sha512);

    /// <summary>Weakest first.</summary>
    internal static IReadOnlyList<SignatureHash> All { get; } = [Sha1, Sha256, Sha384, Sha512];

    /// <summary>The platform's name of the hash.</summary>
    internal HashAlgorithmName Name { get; }

    /// <summary>Bytes of a digest.</summary>
    internal int Length { get; }

    /// <summary>The DER of DigestInfo up to the digest (RFC 8017, 9.2, note 1).</summary>
    internal ReadOnlySpan<byte> DigestInfoPrefix => _digestInfoPrefix;

    /// <summary>The signature over the known text (<see cref="KnownAnswers"/>), in base64.</summary>
    internal string KnownAnswer { get; }

    /// <summary>Reads a configured name, in any case, with or without a dash after "SHA".</summary>
    internal static bool TryParse(string? name, [NotNullWhen(true)] out SignatureHash? hash)
    {
        foreach (var candidate in All)
        {
            var plain = candidate.Name.Name!;
            if (string.Equals(name, plain, StringComparison.OrdinalIgnoreCase)
                || string.Equals(name, plain.Insert(3, "-"), StringComparison.OrdinalIgnoreCase))
            {
                hash = candidate;
                return true;
            }
        }

        hash = null;
        return false;
    }

    /// <summary>The hash that the options name; illow's where there are none.</summary>
    /// <exception cref="ArgumentException">There is no such hash.</exception>
    internal static SignatureHash Of(IllowWebhookVerifierOptions? options) =>
        options is null ? Sha1
        : TryParse(options.HashAlgorithm.Name, out var hash) ? hash
        : throw new ArgumentException($"The hash is not one of {string.Join(", ", All)}.", nameof(options));

    /// <summary>Hashes in one call, without allocating, and returns the bytes written.</summary>
    /// <exception cref="ArgumentException">The destination is shorter than <see cref="Length"/>.</exception>
    /// <exception cref="CryptographicException">The platform does not give this hash.</exception>
    internal int Compute(ReadOnlySpan<byte> data, Span<byte> destination) =>
        _platform.Compute(data, destination);

    /// <summary>
    /// Hashes as <see cref="Compute"/> does; false where the platform refuses the hash. It may let the known answer pass at start
    /// and refuse later: FIPS providers can fail at run time.
    /// </summary>
    internal bool TryCompute(ReadOnlySpan<byte> data, Span<byte> destination, out int written)
    {
        try
        {
            written = Compute(data, destination);
            return true;
        }
        catch (Exception exception) when (PlatformRefusal.Is(exception))
        {
            written = 0;
            return false;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Name.Name!;
}
