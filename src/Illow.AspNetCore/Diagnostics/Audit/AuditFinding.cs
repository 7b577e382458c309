namespace Illow.AspNetCore.Diagnostics.Audit;

/// <summary>One thing that the audit at start found: what, between which two sides, and what mends it.</summary>
/// <param name="StopsStart">Which of two endpoints runs is ambiguous, so the application must not start.</param>
/// <param name="Text">The sentence for the reader.</param>
internal sealed record AuditFinding(bool StopsStart, string Text);
