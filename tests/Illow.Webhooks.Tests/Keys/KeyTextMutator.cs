namespace Illow.Webhooks.Tests.Keys;

/// <summary>Changes texts and bytes at random, in the ways in which people, tools and attackers do. The seed decides everything.</summary>
internal sealed class KeyTextMutator(int seed)
{
    private static readonly string[] Pieces =
    [
        "\n", "\r\n", " ", "\t", "\\n", "\\r", "\\", "=", "==", "-----", "-",
        "\uFEFF", "\u00A0", "\u200B", "\0", "\uD800", "\uDC00", "\uFFFF",
        "-----BEGIN PUBLIC KEY-----", "-----END PUBLIC KEY-----", "-----BEGIN RSA PUBLIC KEY-----", "-----END RSA PUBLIC KEY-----",
        "-----BEGIN PRIVATE KEY-----", "RSA ", "PRIVATE ", "BEGIN ", "END ", "\"", "'", "${",
        "}", "{{", "<", "[", "%", "$", "MIIB", "AQAB", "AAAA", "30", "0x", "/", ".pem",
    ];

    private readonly Random _random = new(seed);

    internal T Pick<T>(IReadOnlyList<T> items) => items[_random.Next(items.Count)];

    internal string Mutate(string text, string other)
    {
        for (var rounds = _random.Next(1, 4); rounds > 0; rounds--)
        {
            var at = _random.Next(text.Length + 1);
            var length = Math.Min(_random.Next(1, 20), text.Length - at);
            text = _random.Next(10) switch
            {
                0 => text.Remove(at, length),
                1 => text.Insert(at, Pick(Pieces)),
                2 => text.Insert(at, text.Substring(at, length)),
                3 => text[..at],
                4 => text[at..],
                5 => text.Insert(at, ((char)_random.Next(char.MaxValue + 1)).ToString()),
                6 => text[..at] + Flip(text.Substring(at, length)) + text[(at + length)..],
                7 => text[..at] + other[_random.Next(other.Length)..],
                8 => text[..at] + Pick(Pieces) + text[(at + length)..],
                _ => text.Insert(at, other),
            };
        }

        return text;
    }

    internal byte[] Mutate(byte[] der)
    {
        for (var rounds = _random.Next(1, 4); rounds > 0 && der.Length > 0; rounds--)
        {
            // Half of the changes go where the structure is, the rest anywhere
            var at = _random.Next(_random.Next(2) == 0 ? Math.Min(48, der.Length) : der.Length);
            der = _random.Next(6) switch
            {
                0 => [.. der[..at], (byte)_random.Next(256), .. der[(at + 1)..]],
                1 => [.. der[..at], (byte)(der[at] ^ (1 << _random.Next(8))), .. der[(at + 1)..]],
                2 => [.. der[..at], .. der[(at + 1)..]],
                3 => [.. der[..at], (byte)_random.Next(256), .. der[at..]],
                4 => der[..at],
                _ => [.. der, (byte)_random.Next(256)],
            };
        }

        return der;
    }

    // The case of letters, and the low bit of the rest
    private static string Flip(string text) => string.Concat(text.Select(c => (char)(char.IsAsciiLetter(c) ? c ^ 0x20 : c ^ 1)));
}
