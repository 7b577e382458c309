namespace Illow.Webhooks.Signatures.Diagnosis;

/// <summary>Bytes that the sender may have signed instead of the body, and what that would mean.</summary>
internal readonly record struct BodyVariant(SignatureCause Cause, string Explanation, byte[] Bytes);
