namespace Illow.Webhooks.Tool.Doctor;

internal enum Severity
{
    /// <summary>Looked at, and as it should be.</summary>
    Fine,

    /// <summary>Worth knowing.</summary>
    Note,

    /// <summary>Works, but not as most would want it.</summary>
    Warning,

    /// <summary>Does not work.</summary>
    Problem,
}
