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
/// Register it as a singleton. A scoped or transient store is made anew for each step, in a service scope of its own, and may keep nothing
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
    /// <see cref="IllowClaimStatus.InProgress"/> where a live record says so; <see cref="IllowClaimStatus.Full"/> where there is no room; else the claim.
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
    /// <returns>False where the claim is no longer the caller's, or its lease has ended: the delivery is then answered 500, never 2xx.</returns>
    ValueTask<bool> CompleteAsync(IllowClaim claim, TimeSpan retention, CancellationToken cancellationToken);

    /// <summary>Gives the claim up, so that a retry can be handled at once. Does nothing where the claim is no longer the caller's.</summary>
    /// <param name="claim">The claim.</param>
    /// <param name="cancellationToken">Ends the attempt; the claim then ends with its lease.</param>
    ValueTask ReleaseAsync(IllowClaim claim, CancellationToken cancellationToken);
}
