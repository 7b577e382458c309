using Microsoft.AspNetCore.Http;

namespace Illow.AspNetCore;

/// <summary>
/// Tells the event of a verified envelope before the built-in rules try: an application's own knowledge of its sender.
/// Register an implementation in the container, with any lifetime; it is resolved from the request's services.
/// </summary>
public interface IIllowEventResolver
{
    /// <summary>Names the event of one verified delivery.</summary>
    /// <param name="envelope">The verified envelope; its <see cref="IllowEnvelope.Event"/> is still empty.</param>
    /// <param name="context">The request, whose body has been read and rewound.</param>
    /// <param name="cancellationToken">Fires when the request is aborted.</param>
    /// <returns>The event's name, or null to go on with the built-in rules: the body's event member, the registration's only event, the URL's only event.</returns>
    ValueTask<string?> ResolveAsync(IllowEnvelope envelope, HttpContext context, CancellationToken cancellationToken);
}
