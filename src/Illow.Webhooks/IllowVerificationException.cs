namespace Illow.Webhooks;

/// <summary>A delivery was not verified. The message never contains the body, the signature or a key.</summary>
public sealed class IllowVerificationException : Exception
{
    /// <summary>For a signature that is not valid.</summary>
    public IllowVerificationException()
        : this("The signature is missing or not valid.")
    {
    }

    /// <summary>For a signature that is not valid.</summary>
    /// <param name="message">What happened.</param>
    public IllowVerificationException(string? message)
        : base(message)
    {
    }

    /// <summary>For a signature that is not valid.</summary>
    /// <param name="message">What happened.</param>
    /// <param name="innerException">Why.</param>
    public IllowVerificationException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }

    internal IllowVerificationException(IllowVerificationStatus status)
        : this(status == IllowVerificationStatus.Unavailable
            ? "This host could not verify the signature: its cryptographic policy refuses the hash or the key."
            : "The signature is missing or not valid.") => Status = status;

    /// <summary>
    /// <see cref="IllowVerificationStatus.Invalid"/> (answer 401) or <see cref="IllowVerificationStatus.Unavailable"/> (answer 503).
    /// </summary>
    public IllowVerificationStatus Status { get; }
}
