namespace Illow.AspNetCore;

/// <summary>A store's answer to a claim.</summary>
/// <param name="Status">The answer.</param>
/// <param name="Claim">The claim, where <paramref name="Status"/> is <see cref="IllowClaimStatus.Claimed"/>.</param>
/// <param name="RetryAfter">When it is worth asking again, where <paramref name="Status"/> is <see cref="IllowClaimStatus.InProgress"/>: at most the rest of the holder's lease.</param>
public readonly record struct IllowClaimResult(IllowClaimStatus Status, IllowClaim Claim = default, TimeSpan RetryAfter = default)
{
    /// <summary>The caller may handle the event.</summary>
    /// <param name="claim">The claim.</param>
    public static IllowClaimResult Claimed(IllowClaim claim) => new(IllowClaimStatus.Claimed, claim);

    /// <summary>Somebody else is handling the event.</summary>
    /// <param name="retryAfter">The rest of the holder's lease.</param>
    public static IllowClaimResult InProgress(TimeSpan retryAfter) => new(IllowClaimStatus.InProgress, RetryAfter: retryAfter);
}
