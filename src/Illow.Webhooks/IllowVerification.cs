using System.Diagnostics.CodeAnalysis;

namespace Illow.Webhooks;

/// <summary>What the verification of one delivery came to. Immutable.</summary>
public readonly record struct IllowVerification
{
    private IllowVerification(IllowVerificationStatus status, IllowPublicKey? key)
    {
        Status = status;
        Key = key;
    }

    /// <summary>Valid, invalid, or unavailable on this host.</summary>
    public IllowVerificationStatus Status { get; }

    /// <summary>The key that made the signature; null unless <see cref="IsValid"/>.</summary>
    public IllowPublicKey? Key { get; }

    /// <summary>Whether the signature is valid. False also where the host could not verify: see <see cref="Status"/>.</summary>
    [MemberNotNullWhen(true, nameof(Key))]
    public bool IsValid => Status == IllowVerificationStatus.Valid;

    internal static IllowVerification Invalid => default;

    internal static IllowVerification Unavailable => new(IllowVerificationStatus.Unavailable, null);

    internal static IllowVerification ValidBy(IllowPublicKey key) => new(IllowVerificationStatus.Valid, key);
}

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
