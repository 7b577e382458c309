namespace Illow.Webhooks;

/// <summary>
/// A verified body is not a valid message: answer 400. The message says what is wrong, never with text of the body.
/// </summary>
public sealed class IllowMessageException : Exception
{
    /// <summary>For a body that is not a valid message.</summary>
    public IllowMessageException()
        : this("The body is not a valid message.")
    {
    }

    /// <summary>For a body that is not a valid message.</summary>
    /// <param name="message">What is wrong.</param>
    public IllowMessageException(string? message)
        : base(message)
    {
    }

    /// <summary>For a body that is not a valid message.</summary>
    /// <param name="message">What is wrong.</param>
    /// <param name="innerException">Why.</param>
    public IllowMessageException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }

    internal IllowMessageException(IllowMessageError error)
        : this(error.Explanation) => Error = error;

    /// <summary>What is wrong; null where the exception was not made by this package.</summary>
    public IllowMessageError? Error { get; }
}
