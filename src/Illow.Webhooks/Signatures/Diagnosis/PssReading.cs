namespace Illow.Webhooks.Signatures.Diagnosis;

/// <summary>A PSS encoding: its hash, with the mask's where that differs, and whether it is over the body.</summary>
internal readonly record struct PssReading(string Hash, bool FitsBody);
