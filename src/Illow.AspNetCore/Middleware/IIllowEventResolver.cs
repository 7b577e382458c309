namespace Illow.AspNetCore;

/// <summary>
/// Determines the event of a verified message before the built-in rules do: an application's own knowledge of its sender.
/// Register an implementation in the container, with any lifetime; it is resolved from the request's services.
/// </summary>
public interface IIllowEventResolver
{
    /// <summary>Names the event of one verified message.</summary>
    /// <param name="context">The message, the webhook that it came by, and the request.</param>
    /// <param name="cancellationToken">Fires when the request is aborted.</param>
    /// <returns>
    /// The event's name, or null to go on with the built-in rules: the body's event member, the registration's only event, the URL's only
    /// event.
    /// </returns>
    ValueTask<string?> ResolveAsync(IllowEventContext context, CancellationToken cancellationToken);
}
