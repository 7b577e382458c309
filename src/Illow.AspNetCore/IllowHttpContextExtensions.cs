namespace Illow.AspNetCore;

/// <summary>The verified envelope for any code that has the <see cref="HttpContext"/>.</summary>
public static class IllowHttpContextExtensions
{
    /// <summary>The envelope of this request: the same object that handlers get.</summary>
    /// <param name="context">The request.</param>
    /// <returns>The envelope, or null where no delivery has been verified.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="context"/> is null.</exception>
    public static IllowEnvelope? GetIllowEnvelope(this HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Features.Get<IIllowWebhookFeature>()?.Envelope;
    }
}
