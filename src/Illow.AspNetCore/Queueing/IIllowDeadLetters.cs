namespace Illow.AspNetCore;

/// <summary>
/// The queued deliveries that the engine has given up on, whichever instance ran them. Optional: registered beside an
/// <see cref="IIllowDeliveryQueue"/> whose engine can list them and take them back; the inspector then shows them. Resolved from the
/// services of the request, with any lifetime.
/// </summary>
public interface IIllowDeadLetters
{
    /// <summary>Lists dead letters, the newest first.</summary>
    /// <param name="maximum">How many to list at most, from 1.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="Exception">The engine's storage could not be read.</exception>
    ValueTask<IReadOnlyList<IllowDeadLetter>> ListAsync(int maximum, CancellationToken cancellationToken);

    /// <summary>Puts a dead letter back into the queue. Its attempts count from 1 again.</summary>
    /// <param name="id">The <see cref="IllowDeadLetter.Id"/>.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>Whether there was such a dead letter: it may have been deleted, or put back by somebody else.</returns>
    /// <exception cref="Exception">The engine's storage could not be written.</exception>
    ValueTask<bool> RunAgainAsync(string id, CancellationToken cancellationToken);
}
