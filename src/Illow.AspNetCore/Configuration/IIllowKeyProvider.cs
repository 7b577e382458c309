namespace Illow.AspNetCore;

/// <summary>
/// Brings public keys from a vault or a database. Register an implementation as a singleton; it is then asked for each request,
/// so it should cache: callers are not yet verified when it is asked. It may be called from many threads at once.
/// </summary>
public interface IIllowKeyProvider
{
    /// <summary>The public keys of one registration, in any form that <see cref="IllowWebhookRegistrationOptions.PublicKey"/> takes; they add to configured ones.</summary>
    /// <param name="webhook">
    /// The registration's name: one of the configured ones that may deliver to the URL, or the value of the route parameter <c>{webhook}</c>
    /// where no configured one has that name.
    /// </param>
    /// <param name="cancellationToken">Fires when the caller has gone.</param>
    /// <returns>The keys; null where no such registration exists (the answer is then 404 for a name from the route).</returns>
    /// <remarks>An exception, or a text that is no key, is answered 503 and logged: nothing is accepted, and the sender can try again.</remarks>
    ValueTask<IReadOnlyCollection<string>?> GetPublicKeysAsync(string webhook, CancellationToken cancellationToken);
}
