namespace Illow.Webhooks;

/// <summary>The result of a verification. A closed set: handle all three.</summary>
public enum IllowVerificationStatus
{
    /// <summary>
    /// None of the keys made this signature over these bytes: answer 401 and do nothing else. The default value, so that a forgotten
    /// assignment refuses.
    /// </summary>
    Invalid = 0,

    /// <summary>One of the keys made this signature over these bytes.</summary>
    Valid = 1,

    /// <summary>
    /// The host could not verify: its policy refuses the hash or the key. A fault of the host, never of the sender: answer 503, so that
    /// a sender that retries does so.
    /// </summary>
    Unavailable = 2,
}
