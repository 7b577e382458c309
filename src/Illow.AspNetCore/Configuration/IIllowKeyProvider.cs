namespace Illow.AspNetCore;

/// <summary>
/// Brings public keys from a vault or a database. Register an implementation with any lifetime: it is resolved from the request's
/// services. It is asked for each request, before the caller is verified, so it should cache. A singleton may be called from many
/// threads at once.
/// </summary>
public interface IIllowKeyProvider
{
    /// <summary>
    /// The public keys of one registration, in any form that <see cref="IllowWebhookRegistrationOptions.PublicKey"/> takes; they add to
    /// configured ones.
    /// </summary>
    /// <param name="webhook">
    /// The registration's name: one of the configured ones that may deliver to the URL, or the value of the route parameter
    /// <c>{webhook}</c> where no configured one has that name. The latter has 1 to 128 characters, no control characters and no
    /// surrounding white space.
    /// </param>
    /// <param name="cancellationToken">Fires when the caller has gone.</param>
    /// <returns>
    /// The keys; null where no such registration exists (the answer is then 404 for a name from the route). An
    /// <see cref="IllowWebhookKeyCollection"/> also says how the name is written, where several spellings find the same registration.
    /// </returns>
    /// <remarks>
    /// An exception, or a text that is not a key, is answered 503 and logged: nothing is accepted, and the sender can try again.
    /// </remarks>
    ValueTask<IReadOnlyCollection<string>?> GetPublicKeysAsync(string webhook, CancellationToken cancellationToken);
}
