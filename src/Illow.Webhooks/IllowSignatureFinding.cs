namespace Illow.Webhooks;

/// <summary>Why a signature does not verify.</summary>
/// <param name="Cause">
/// A stable word for scripts, such as <c>BodyNewline</c>; <see cref="None"/> for a signature that verifies. More may come.
/// </param>
/// <param name="Explanation">
/// Plain English for a developer. It may contain fingerprints of keys, never text of the header or the body.
/// </param>
public readonly record struct IllowSignatureFinding(string Cause, string Explanation)
{
    /// <summary>The cause of a signature that verifies.</summary>
    public const string None = nameof(None);

    /// <summary>Whether the signature verifies.</summary>
    public bool Verifies => Cause == None;
}
