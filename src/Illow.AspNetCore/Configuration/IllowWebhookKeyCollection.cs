using System.Collections;
using Illow.AspNetCore.Configuration;

namespace Illow.AspNetCore;

/// <summary>
/// Keys that an <see cref="IIllowKeyProvider"/> found, with the canonical name of their registration. Return it where several spellings
/// find the same registration, as with a database that ignores accents or trailing blanks: a repeated delivery is then recognised
/// whatever spelling its URL has. Immutable and thread-safe.
/// </summary>
public sealed class IllowWebhookKeyCollection : IReadOnlyCollection<string>
{
    private readonly string[] _publicKeys;

    /// <summary>Keys of a registration.</summary>
    /// <param name="webhook">The one name by which handlers, logs and the record of idempotency keys know the registration.</param>
    /// <param name="publicKeys">Its public keys, in any form that <see cref="IllowWebhookRegistrationOptions.PublicKey"/> takes.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">
    /// <paramref name="webhook"/> is empty, longer than 128 characters, or has control characters or surrounding white space.
    /// </exception>
    public IllowWebhookKeyCollection(string webhook, IEnumerable<string> publicKeys)
    {
        ArgumentNullException.ThrowIfNull(webhook);
        ArgumentNullException.ThrowIfNull(publicKeys);
        if (!WebhookName.IsValid(webhook))
        {
            throw new ArgumentException(
                $"A webhook's name has 1 to {WebhookName.MaximumLength} characters, no control characters and no surrounding white space.",
                nameof(webhook));
        }

        Webhook = webhook;
        _publicKeys = [.. publicKeys];
    }

    /// <summary>The registration's canonical name.</summary>
    public string Webhook { get; }

    /// <summary>How many keys there are.</summary>
    public int Count => _publicKeys.Length;

    /// <summary>The keys, in the order in which they are tried.</summary>
    public IEnumerator<string> GetEnumerator() => ((IEnumerable<string>)_publicKeys).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _publicKeys.GetEnumerator();
}
