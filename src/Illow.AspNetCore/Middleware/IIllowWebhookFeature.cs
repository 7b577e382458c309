namespace Illow.AspNetCore;

/// <summary>Present among <c>HttpContext.Features</c> once a delivery has been verified, and only then.</summary>
public interface IIllowWebhookFeature
{
    /// <summary>The verified envelope.</summary>
    IllowEnvelope Envelope { get; }

    /// <summary>The claim under which the handler runs, with its fencing number; null where repetitions are not recognised.</summary>
    IllowClaim? Claim { get; }
}
