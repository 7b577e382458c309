using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace Illow.Webhooks.Tool.Doctor;

/// <summary>
/// What only a recording of a delivery shows, since no receiver would get such a body: readings of the captured bytes that may be the
/// ones that were signed.
/// </summary>
internal static class CapturedBody
{
    private const int LargestBody = 16 * 1024 * 1024;

    internal sealed record Reading(string Cause, string Text, byte[] Body);

    internal static IEnumerable<Reading> Readings(byte[] captured)
    {
        if (Decompress(captured) is { } decompressed)
        {
            yield return new(
                "BodyCompressed",
                "The captured body is compressed with gzip, and the signature is over the plain bytes: "
                + "something on the way compressed it, or the recording did.",
                decompressed);
        }

        if (Unquote(captured) is { } unquoted)
        {
            yield return new(
                "BodyQuoted",
                "The captured body is the signed one written as a JSON string, in quotation marks and with escapes: "
                + "a log or a gateway wrapped it.",
                unquoted);
        }

        if (DecodeBase64(captured) is { } decoded)
        {
            yield return new(
                "BodyBase64",
                "The captured body is base64 of the signed one, as API gateways hand it to functions (isBase64Encoded): "
                + "decode it before verifying.",
                decoded);
        }

        foreach (var (breaks, length) in new[] { ("\r\n\r\n", 4), ("\n\n", 2) })
        {
            var end = captured.AsSpan().IndexOf(Encoding.ASCII.GetBytes(breaks));
            if (end > 0)
            {
                yield return new(
                    "BodyWithHead",
                    "The captured file holds the request's head as well: only what follows the blank line is the body.",
                    captured[(end + length)..]);
            }
        }
    }

    /// <summary>Readings for a body that nothing else explains: what does not belong to it is taken away.</summary>
    internal static IEnumerable<Reading> Trimmed(byte[] captured)
    {
        var withoutNul = captured.AsSpan().TrimEnd((byte)0).ToArray();
        if (withoutNul.Length < captured.Length)
        {
            yield return new(
                "TrailingNul",
                $"The captured body ends in {captured.Length - withoutNul.Length} NUL bytes that were not sent: "
                + "a buffer was written whole.",
                withoutNul);
        }

        var start = captured.AsSpan().IndexOf((byte)'{');
        var end = captured.AsSpan().LastIndexOf((byte)'}');
        if (start >= 0 && end > start && (start > 0 || end < captured.Length - 1))
        {
            yield return new(
                "TextAroundBody",
                "The captured file holds other text before or after the body, as a line of a log does: only the JSON is the body.",
                captured[start..(end + 1)]);
        }

        var text = Encoding.UTF8.GetString(captured);
        if (text.AsSpan().ContainsAny("\u201C\u201D\u201E"))
        {
            yield return new(
                "SmartQuotes",
                "The captured body has typographic quotation marks where the signed one has plain ones: "
                + "a word processor or a chat changed the text.",
                Encoding.UTF8.GetBytes(text.Replace('\u201C', '"').Replace('\u201D', '"').Replace('\u201E', '"')));
        }
    }

    private static byte[]? Decompress(byte[] captured)
    {
        if (captured is not [0x1F, 0x8B, ..])
        {
            return null;
        }

        try
        {
            using var gzip = new GZipStream(new MemoryStream(captured), CompressionMode.Decompress);
            using var plain = new MemoryStream();
            var buffer = new byte[8192];
            for (var read = gzip.Read(buffer); read > 0 && plain.Length < LargestBody; read = gzip.Read(buffer))
            {
                plain.Write(buffer, 0, read);
            }

            return plain.ToArray();
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static byte[]? Unquote(byte[] captured)
    {
        try
        {
            return captured is [(byte)'"', ..] && JsonSerializer.Deserialize<string>(captured) is { } text
                ? Encoding.UTF8.GetBytes(text)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static byte[]? DecodeBase64(byte[] captured)
    {
        var text = Encoding.Latin1.GetString(captured).Trim();
        var bytes = new byte[text.Length];
        return text.Length > 0 && Convert.TryFromBase64String(text, bytes, out var written) ? bytes[..written] : null;
    }
}
