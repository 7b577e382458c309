using System.Buffers;

namespace Illow.Webhooks.Signatures.Diagnosis;

/// <summary>Reads a signature out of a text that the strict decoder refuses, and names what had to be corrected.</summary>
internal sealed class HeaderReader
{
    private const int LongestPrefix = 20;
    private const int ShortestSignatureText = 32;

    private static readonly SearchValues<char> Hex = SearchValues.Create("0123456789abcdefABCDEF");
    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    private readonly Func<int, bool> _fits;
    private readonly List<string> _corrected = [];
    private SignatureCause _cause;
    private string _text;

    private HeaderReader(string text, Func<int, bool> fits)
    {
        _text = text;
        _fits = fits;
    }

    /// <summary>Reads a text; <paramref name="fits"/> tells whether a key makes signatures of that many bytes.</summary>
    internal static HeaderReading Read(string text, Func<int, bool> fits)
    {
        var reader = new HeaderReader(text, fits);
        var signature = reader.Read();
        return signature is null
            ? new(SignatureCause.HeaderUnreadable, "The header's text is neither base64 nor hexadecimal: it was cut, "
                + "or it is not a signature.", null)
            : new(reader._cause, string.Join(' ', reader._corrected), signature);
    }

    private byte[]? Read()
    {
        CorrectSurroundings();
        if (_text.Length >= ShortestSignatureText && _text.Length % 2 == 0 && !_text.AsSpan().ContainsAnyExcept(Hex))
        {
            Correct(SignatureCause.HeaderHex, "The signature is written in hexadecimal; base64 is expected.", _text);
            return Convert.FromHexString(_text);
        }

        CorrectAlphabet();
        var decoded = Decode();
        if (decoded is null)
        {
            return null;
        }

        var inner = new string([.. decoded.Select(value => (char)value)]);
        if (!_fits(decoded.Length) && inner.Length >= ShortestSignatureText && DecodeInner(inner) is { } signature)
        {
            Correct(SignatureCause.HeaderEncodedTwice, "The header is base64 of a text that is itself an encoded signature.", inner);
            return signature;
        }

        return decoded;
    }

    private void CorrectSurroundings()
    {
        var trimmed = _text.Trim();
        if (trimmed.Length != _text.Length)
        {
            Correct(SignatureCause.HeaderBlanks, "White space stands around the signature.", trimmed);
        }

        if (_text is ['"', .., '"'] or ['\'', .., '\''])
        {
            Correct(SignatureCause.HeaderQuoted, "Quotation marks stand around the signature.", _text[1..^1]);
        }

        // Before the blank of an early "+" passes for the end of a name
        if (TryRestorePlus())
        {
            return;
        }

        var separator = _text.AsSpan().IndexOfAny("=: ");
        if (separator is > 0 and <= LongestPrefix
            && _text.Length - separator > ShortestSignatureText
            && !_text.AsSpan(0, separator).ContainsAnyExcept(NameCharacters))
        {
            Correct(SignatureCause.HeaderPrefixed, "A name stands before the signature, as in \"sha1=…\"; "
                + "only the signature is expected.", _text[(separator + 1)..].TrimStart(' ', '=', ':'));
        }

        if (_text.Contains('%', StringComparison.Ordinal))
        {
            Correct(SignatureCause.HeaderPercentEncoded, "The signature is percent-encoded, as in a URL.", Uri.UnescapeDataString(_text));
        }

        CorrectBlanks();
    }

    private void CorrectBlanks()
    {
        if (_text.Any(char.IsWhiteSpace) && !TryRestorePlus())
        {
            Correct(SignatureCause.HeaderBlanks,
                "White space stands inside the signature.", string.Concat(_text.Where(character => !char.IsWhiteSpace(character))));
        }
    }

    private bool TryRestorePlus()
    {
        if (!_text.Contains(' ', StringComparison.Ordinal))
        {
            return false;
        }

        var plusLost = _text.Replace(' ', '+');
        Span<byte> bytes = stackalloc byte[SignatureText.MaximumSignatureLength];
        if (SignatureText.TryDecode(plusLost, bytes, out var written) && _fits(written))
        {
            Correct(SignatureCause.HeaderPlusLost, "Each \"+\" of the signature has become a blank, as form decoding does.", plusLost);
            return true;
        }

        return false;
    }

    private void CorrectAlphabet()
    {
        if (_text.AsSpan().ContainsAny('-', '_'))
        {
            Correct(SignatureCause.HeaderBase64Url, "The signature is base64 in the URL alphabet (\"-\" and \"_\"); "
                + "the standard one (\"+\" and \"/\") is expected.", _text.Replace('-', '+').Replace('_', '/'));
        }

        var data = _text.TrimEnd('=');
        var padded = data.PadRight((data.Length + 3) / 4 * 4, '=');
        if (padded != _text)
        {
            Correct(SignatureCause.HeaderPadding, "The \"=\" padding at the end of the base64 is missing or wrong.", padded);
        }
    }

    private byte[]? Decode()
    {
        var bytes = new byte[_text.Length];
        if (!Convert.TryFromBase64String(_text, bytes, out var written) || written == 0)
        {
            return null;
        }

        bytes = bytes[..written];
        if (Convert.ToBase64String(bytes) != _text)
        {
            Correct(SignatureCause.HeaderSpareBits, "The last character of the base64 carries bits that no signature has: "
                + "the text was altered.", _text);
        }

        return bytes;
    }

    private byte[]? DecodeInner(string inner) =>
        Read(inner.TrimEnd('\r', '\n'), _fits).Signature is { } signature && _fits(signature.Length) ? signature : null;

    private void Correct(SignatureCause cause, string explanation, string corrected)
    {
        if (_cause == SignatureCause.None)
        {
            _cause = cause;
        }

        _corrected.Add(explanation);
        _text = corrected;
    }
}

/// <summary>
/// The bytes that a header's text probably means, and the first thing wrong with the text (<see cref="SignatureCause.None"/>: nothing).
/// </summary>
internal readonly record struct HeaderReading(SignatureCause Cause, string Explanation, byte[]? Signature);
