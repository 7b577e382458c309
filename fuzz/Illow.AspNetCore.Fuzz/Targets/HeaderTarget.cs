using System.Text;
using Illow.Webhooks.Signatures;

namespace Illow.AspNetCore.Fuzz.Targets;

/// <summary>The signature's text: what decodes is the one text of its bytes.</summary>
internal sealed class HeaderTarget : FuzzTarget
{
    private readonly char[] _text = new char[64 * 1024];
    private readonly byte[] _decoded = new byte[SignatureText.MaximumSignatureLength];

    internal override IReadOnlyList<byte[]> Words { get; } =
    [
        .. new[] { "=", "==", "AA==", "AAA=", "AAAA", " ", "\t", "\r\n", "-_", "+/", ",", "\0" }.Select(Encoding.Latin1.GetBytes),
    ];

    internal override void Run(ReadOnlySpan<byte> input)
    {
        // As servers do by default: a header's bytes are characters
        var text = _text.AsSpan(0, Encoding.Latin1.GetChars(input[..Math.Min(input.Length, _text.Length)], _text));
        var accepted = SignatureText.TryDecode(text, _decoded, out var length);
        if (accepted)
        {
            Span<char> again = stackalloc char[SignatureText.MaximumTextLength];
            Hold(length is >= 1 and <= SignatureText.MaximumSignatureLength, "an accepted signature has 1 to 1024 bytes");
            Hold(Convert.TryToBase64Chars(_decoded.AsSpan(0, length), again, out var written), "an accepted signature has a text");
            Hold(text.SequenceEqual(again[..written]), "an accepted text is the one text of its bytes");
        }
        else
        {
            Hold(!IsCanonical(text), "a canonical text of a possible length is accepted");
        }
    }

    private bool IsCanonical(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty
            || text.Length > SignatureText.MaximumTextLength
            || !Convert.TryFromBase64Chars(text, _decoded, out var length)
            || length == 0)
        {
            return false;
        }

        Span<char> again = stackalloc char[SignatureText.MaximumTextLength];
        return Convert.TryToBase64Chars(_decoded.AsSpan(0, length), again, out var written) && text.SequenceEqual(again[..written]);
    }
}
