namespace Illow.AspNetCore.EntityFrameworkCore.Store;

/// <summary>What a claim came to.</summary>
/// <param name="Result">The answer.</param>
/// <param name="FromEarlierAttempt">
/// Whether the claim was found, and not made: an attempt that was thought to have failed had made it.
/// </param>
internal readonly record struct InboxAnswer(IllowClaimResult Result, bool FromEarlierAttempt = false);
