namespace Illow.Webhooks.Signatures;

/// <summary>
/// What a diagnosis came to. <paramref name="Explanation"/> is plain English for a developer; it may hold fingerprints of keys,
/// never a text out of the header or the body.
/// </summary>
internal readonly record struct SignatureFinding(SignatureCause Cause, string Explanation);
