namespace Illow.AspNetCore.Fuzz.Targets;

/// <summary>An invariant that an input has broken.</summary>
internal sealed class FuzzFailureException(string invariant) : Exception(invariant);
