namespace Illow.AspNetCore;

/// <summary>The right to handle one event, for as long as its lease is renewed.</summary>
/// <param name="Scope">What is claimed: a hash over registration, URL, event, companyId, siteId and idempotencyKey.</param>
/// <param name="Owner">The holder's token: only with it can the claim be renewed, completed or released.</param>
/// <param name="Fence">
/// A number that is larger for every later claim of the same scope. A handler that writes to another system can pass it on, so that
/// this system refuses a holder whose lease has been taken over.
/// </param>
public readonly record struct IllowClaim(IllowDigest Scope, Guid Owner, long Fence);
