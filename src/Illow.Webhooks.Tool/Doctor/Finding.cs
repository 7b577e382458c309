namespace Illow.Webhooks.Tool.Doctor;

/// <summary>
/// One thing that the doctor says: a stable <paramref name="Cause"/> for scripts, a <paramref name="Text"/> for people.
/// Never a key, body or signature.
/// </summary>
internal sealed record Finding(Severity Severity, string Subject, string Cause, string Text);
