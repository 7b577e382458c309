namespace Illow.AspNetCore;

/// <summary>Asks a store for the right to handle one event.</summary>
/// <param name="Scope">What to claim.</param>
/// <param name="BodyHash">The SHA-256 of the body, by which another body under the same idempotency key is told from a repetition. Stores keep no body.</param>
/// <param name="Lease">How long the claim holds without renewal, by the store's clock.</param>
/// <param name="Retention">How long the completed event will be remembered, by the store's clock.</param>
public readonly record struct IllowClaimRequest(IllowDigest Scope, IllowDigest BodyHash, TimeSpan Lease, TimeSpan Retention);
