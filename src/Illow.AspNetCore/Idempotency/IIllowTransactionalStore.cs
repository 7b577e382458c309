namespace Illow.AspNetCore;

/// <summary>
/// A store that can run a handler inside its own transaction, so that the record and what the handler writes through it commit
/// together or not at all. Asked for instead of claim, complete and release where <see cref="IsTransactional"/> is true.
/// </summary>
public interface IIllowTransactionalStore : IIllowIdempotencyStore
{
    /// <summary>Whether deliveries run through <see cref="ExecuteAsync"/>.</summary>
    bool IsTransactional { get; }

    /// <summary>Claims the event, runs its handler and commits, in one transaction.</summary>
    /// <param name="request">What to claim.</param>
    /// <param name="requestServices">The services of the request, from which the handler's own database context comes.</param>
    /// <param name="handler">
    /// Runs the handler and answers whether to commit (it answered 2xx). May be called again after a transient fault of the database
    /// rolled its effects back. Its exceptions roll back and go on to the caller.
    /// </param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>
    /// <see cref="IllowClaimStatus.Claimed"/> where the handler ran: its effects are committed where it answered true, and rolled back
    /// where it answered false. Any other status where it did not run.
    /// </returns>
    ValueTask<IllowClaimResult> ExecuteAsync(
        IllowClaimRequest request,
        IServiceProvider requestServices,
        Func<IllowClaim, Task<bool>> handler,
        CancellationToken cancellationToken);
}
