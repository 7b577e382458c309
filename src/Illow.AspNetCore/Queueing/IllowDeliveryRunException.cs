namespace Illow.AspNetCore;

/// <summary>A delivery from a queue was not handled. The message says why; it holds no part of the delivery's body.</summary>
public sealed class IllowDeliveryRunException : Exception
{
    /// <summary>Creates the exception without a message.</summary>
    public IllowDeliveryRunException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">Why the delivery was not handled.</param>
    public IllowDeliveryRunException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">Why the delivery was not handled.</param>
    /// <param name="innerException">What the handler threw.</param>
    public IllowDeliveryRunException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
