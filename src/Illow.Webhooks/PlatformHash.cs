using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Illow.Webhooks;

/// <summary>
/// One of the platform's hashes in one call, with a context that each thread keeps: the platform's own one-call functions look their
/// algorithm up every time, which takes as long as the hashing of a small body. Made once for the life of the process. Thread-safe.
/// </summary>
/// <param name="name">The algorithm.</param>
[SuppressMessage("Reliability", "CA1001", Justification = "Lives as long as the process; a thread's context ends with the thread")]
internal sealed class PlatformHash(HashAlgorithmName name)
{
    private readonly ThreadLocal<IncrementalHash> _contexts = new(() => IncrementalHash.CreateHash(name));

    /// <summary>Hashes without allocating, and returns the bytes written.</summary>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    /// <exception cref="CryptographicException">The platform does not give this hash.</exception>
    internal int Compute(ReadOnlySpan<byte> data, Span<byte> destination)
    {
        var context = _contexts.Value!;
        try
        {
            context.AppendData(data);
            return context.GetHashAndReset(destination);
        }
        catch
        {
            // What was appended must not become a part of this thread's next hash
            context.Dispose();
            _contexts.Value = IncrementalHash.CreateHash(name);
            throw;
        }
    }
}
