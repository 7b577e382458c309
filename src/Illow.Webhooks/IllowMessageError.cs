namespace Illow.Webhooks;

/// <summary>What is wrong with a body that is not a valid message. Never contains text of the body.</summary>
/// <param name="Cause">A stable word for scripts and logs, such as <c>DuplicateMember</c>.</param>
/// <param name="Member">The protocol's name of the member that is wrong, such as <c>siteId</c>; null where it is none of the four.</param>
/// <param name="Explanation">One English sentence for people.</param>
public readonly record struct IllowMessageError(string Cause, string? Member, string Explanation);
