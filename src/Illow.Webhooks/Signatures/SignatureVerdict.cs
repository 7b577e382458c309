namespace Illow.Webhooks.Signatures;

/// <summary>What a verification came to. A closed set: every caller handles all three.</summary>
internal enum SignatureVerdict
{
    /// <summary>The signature is not by this key over these bytes. The default, so that a forgotten assignment refuses.</summary>
    Invalid = 0,

    /// <summary>The signature is by this key over these bytes.</summary>
    Valid = 1,

    /// <summary>The platform could not tell: it refuses the algorithm or the key is unusable. A fault of the host, never of the sender.</summary>
    Unavailable = 2,
}
