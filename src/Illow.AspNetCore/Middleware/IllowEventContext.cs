namespace Illow.AspNetCore;

/// <summary>What an <see cref="IIllowEventResolver"/> may look at. Immutable; made for one request.</summary>
public sealed class IllowEventContext
{
    /// <summary>For one verified delivery.</summary>
    /// <param name="message">The verified message.</param>
    /// <param name="webhook">The name of the registration whose key verified it.</param>
    /// <param name="httpContext">The request.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public IllowEventContext(IllowMessage message, string webhook, HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(webhook);
        ArgumentNullException.ThrowIfNull(httpContext);
        Message = message;
        Webhook = webhook;
        HttpContext = httpContext;
    }

    /// <summary>The verified message.</summary>
    public IllowMessage Message { get; }

    /// <summary>
    /// The name of the registration whose key verified the message; <c>default</c> for the settings directly under <c>Illow</c>.
    /// </summary>
    public string Webhook { get; }

    /// <summary>The request, whose body has been read and rewound.</summary>
    public HttpContext HttpContext { get; }
}
