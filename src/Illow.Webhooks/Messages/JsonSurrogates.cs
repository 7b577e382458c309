namespace Illow.Webhooks.Messages;

/// <summary>Finds escapes that spell half a character, which <c>Utf8JsonReader</c> lets pass until the text is asked for.</summary>
internal static class JsonSurrogates
{
    /// <summary>Length of the longest escape of one UTF-16 character, <c>\uXXXX</c>.</summary>
    internal const int EscapeLength = 6;

    private enum Half
    {
        None,
        High,
        Low,
    }

    /// <summary>Whether a surrogate stands alone in the text of a JSON string.</summary>
    /// <param name="escaped">The text between the quotes, still escaped: valid UTF-8 and valid JSON.</param>
    internal static bool HasLoneSurrogate(ReadOnlySpan<byte> escaped)
    {
        var highWaits = false;
        while (true)
        {
            var next = escaped.IndexOf((byte)'\\');
            if (next < 0)
            {
                return highWaits;
            }

            var half = HalfAt(escaped[next..]);
            if (highWaits ? next > 0 || half != Half.Low : half == Half.Low)
            {
                return true;
            }

            highWaits = half == Half.High;
            escaped = escaped[(next + (escaped[next + 1] == 'u' ? EscapeLength : 2))..];
        }
    }

    // D800 to DBFF are high, DC00 to DFFF are low: the first two digits tell
    private static Half HalfAt(ReadOnlySpan<byte> escape)
    {
        if (escape[1] != 'u' || (escape[2] | 0x20) != 'd')
        {
            return Half.None;
        }

        return (escape[3] | 0x20) switch
        {
            '8' or '9' or 'a' or 'b' => Half.High,
            'c' or 'd' or 'e' or 'f' => Half.Low,
            _ => Half.None,
        };
    }
}
