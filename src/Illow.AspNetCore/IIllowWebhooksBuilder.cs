namespace Illow.AspNetCore;

/// <summary>Carries the service collection on, for packages that add to illow webhooks.</summary>
public interface IIllowWebhooksBuilder
{
    /// <summary>The application's services.</summary>
    IServiceCollection Services { get; }
}
