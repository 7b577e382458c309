using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Illow.AspNetCore;

/// <summary>
/// Records which events are being handled and which are done. Implementations are called from many threads at once, and every step is
/// atomic. The store's own clock decides when leases and retentions end.
/// </summary>
/// <remarks>
/// A record is claimed, and then completed or released by the owner of the claim. A claim whose lease has ended may be taken over: the
/// former owner can then neither renew nor complete nor release it. An exception from any step means that the store could not be
/// reached: at a claim the delivery is answered 503 and its handler does not run, at a completion 500.
/// A store that also implements <see cref="Microsoft.Extensions.Diagnostics.HealthChecks.IHealthCheck"/> is asked by the health check
/// <c>illow-webhooks</c> for at most five seconds: where it is unhealthy or degraded, so is the check.
/// Register it as a singleton. A scoped or transient store is made anew for each step, in its own service scope, and may keep nothing
/// in memory; one that is transactional is the request's own.
/// The conformance suite in the package's repository (tests/Illow.AspNetCore.StoreConformance) is what an implementation must pass.
/// </remarks>
public interface IIllowIdempotencyStore
{
    /// <summary>Claims an event. At most one caller holds a valid claim of a scope at any time.</summary>
    /// <param name="request">What to claim, and for how long.</param>
    /// <param name="cancellationToken">Ends the attempt; a claim that was made all the same ends with its lease.</param>
    /// <returns>
    /// <see cref="IllowClaimStatus.KeyReused"/> where a live record has another body hash; else <see cref="IllowClaimStatus.Completed"/> or
    /// <see cref="IllowClaimStatus.InProgress"/> where a live record says so; <see cref="IllowClaimStatus.Full"/> where there is no room;
    /// else the claim.
    /// </returns>
    ValueTask<IllowClaimResult> ClaimAsync(IllowClaimRequest request, CancellationToken cancellationToken);

    /// <summary>Lengthens the lease of a claim from now on.</summary>
    /// <param name="claim">The claim.</param>
    /// <param name="lease">How long it is to hold from now.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>False where the claim is no longer the caller's, or its lease has ended.</returns>
    ValueTask<bool> RenewAsync(IllowClaim claim, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Records that the event was handled.</summary>
    /// <param name="claim">The claim.</param>
    /// <param name="retention">How long repetitions are to be recognised from now.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>
    /// False where the claim is no longer the caller's, or its lease has ended: the delivery is then answered 500, never 2xx.
    /// </returns>
    ValueTask<bool> CompleteAsync(IllowClaim claim, TimeSpan retention, CancellationToken cancellationToken);

    /// <summary>
    /// Gives the claim up, so that a retry can be handled at once. Does nothing where the claim is no longer the caller's.
    /// </summary>
    /// <param name="claim">The claim.</param>
    /// <param name="cancellationToken">Ends the attempt; the claim then ends with its lease.</param>
    ValueTask ReleaseAsync(IllowClaim claim, CancellationToken cancellationToken);
}

/// <summary>Asks a store for the right to handle one event.</summary>
/// <param name="Scope">What to claim.</param>
/// <param name="BodyHash">
/// The SHA-256 of the body, by which another body under the same idempotency key is distinguished from a repetition. Stores keep no body.
/// </param>
/// <param name="Lease">How long the claim holds without renewal, by the store's clock.</param>
/// <param name="Retention">How long the completed event will be remembered, by the store's clock.</param>
public readonly record struct IllowClaimRequest(IllowDigest Scope, IllowDigest BodyHash, TimeSpan Lease, TimeSpan Retention);

/// <summary>A store's answer to a claim.</summary>
/// <param name="Status">The answer.</param>
/// <param name="Claim">The claim, where <paramref name="Status"/> is <see cref="IllowClaimStatus.Claimed"/>.</param>
/// <param name="RetryAfter">
/// When it is worth asking again, where <paramref name="Status"/> is <see cref="IllowClaimStatus.InProgress"/>: at most the rest of the
/// holder's lease.
/// </param>
public readonly record struct IllowClaimResult(IllowClaimStatus Status, IllowClaim Claim = default, TimeSpan RetryAfter = default)
{
    /// <summary>The caller may handle the event.</summary>
    /// <param name="claim">The claim.</param>
    public static IllowClaimResult Claimed(IllowClaim claim) => new(IllowClaimStatus.Claimed, claim);

    /// <summary>Somebody else is handling the event.</summary>
    /// <param name="retryAfter">The rest of the holder's lease.</param>
    public static IllowClaimResult InProgress(TimeSpan retryAfter) => new(IllowClaimStatus.InProgress, RetryAfter: retryAfter);
}

/// <summary>What a store answers to a claim. A closed set.</summary>
public enum IllowClaimStatus
{
    /// <summary>
    /// Somebody else is handling the event: the delivery is answered 409. The default, so that a forgotten assignment runs no handler and
    /// acknowledges nothing.
    /// </summary>
    InProgress = 0,

    /// <summary>The caller may handle the event.</summary>
    Claimed = 1,

    /// <summary>The event was completed before: the delivery is answered 200 and the handler is not run.</summary>
    Completed = 2,

    /// <summary>The same idempotency key was used with another body: the delivery is answered 422.</summary>
    KeyReused = 3,

    /// <summary>The store can take no more records: the delivery is answered 503. No live record is ever dropped to make room.</summary>
    Full = 4,
}

/// <summary>The right to handle one event, for as long as its lease is renewed.</summary>
/// <param name="Scope">What is claimed: a hash over registration, URL, event, companyId, siteId and idempotencyKey.</param>
/// <param name="Owner">The holder's token: only with it can the claim be renewed, completed or released.</param>
/// <param name="Fence">
/// A number that is larger for every later claim of the same scope. A handler that writes to another system can pass it on, so that
/// this system refuses a holder whose lease has been taken over.
/// </param>
public readonly record struct IllowClaim(IllowDigest Scope, Guid Owner, long Fence);

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

    /// <summary>The 32 bytes in a new array.</summary>
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
