using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Illow.AspNetCore.Configuration;

/// <summary>
/// Texts that have been read as keys before. An import costs 170 µs and a reload or a key provider brings the same texts again.
/// Only good keys are kept, so a corrected text is seen at once. Thread-safe.
/// </summary>
internal sealed class PublicKeyCache
{
    // Well above any real set of tenants; past it the cache starts afresh instead of growing with every rotation
    private const int MaximumCount = 65_536;

    private readonly ConcurrentDictionary<(string Text, int MinimumSize), IllowPublicKey> _keys = new();

    internal bool TryRead(
        string? text, int minimumKeySize, [NotNullWhen(true)] out IllowPublicKey? key, [NotNullWhen(false)] out string? problem)
    {
        if (text is not null && _keys.TryGetValue((text, minimumKeySize), out key))
        {
            problem = null;
            return true;
        }

        if (!IllowPublicKey.TryParse(text, minimumKeySize, out key, out problem))
        {
            return false;
        }

        if (_keys.Count >= MaximumCount)
        {
            _keys.Clear();
        }

        _keys[(text!, minimumKeySize)] = key;
        return true;
    }
}
