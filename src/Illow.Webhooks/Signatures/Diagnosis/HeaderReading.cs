namespace Illow.Webhooks.Signatures.Diagnosis;

/// <summary>
/// The bytes that a header's text probably means, and the first thing wrong with the text (<see cref="SignatureCause.None"/>: nothing).
/// </summary>
internal readonly record struct HeaderReading(SignatureCause Cause, string Explanation, byte[]? Signature);
