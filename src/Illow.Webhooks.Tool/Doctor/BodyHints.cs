using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Illow.Webhooks.Tool.Doctor;

/// <summary>What is noticeable in a captured body that nothing explains. Positions and kinds only, never a text out of it.</summary>
internal static class BodyHints
{
    private const string Subject = "body";

    private static readonly SearchValues<char> SmartQuotes =
        SearchValues.Create("\u201C\u201D\u201E\u2018\u2019\u00AB\u00BB");

    private static readonly string[] Masks =
        ["***", "[REDACTED]", "<redacted>", "[Filtered]", "[MASKED]", "xxxxx", "XXXXX", "\u2022\u2022\u2022"];

    internal static IEnumerable<Finding> Of(byte[] body)
    {
        var text = Encoding.UTF8.GetString(body);
        if (body.AsSpan().IndexOf((byte)0) is >= 0 and var zero)
        {
            yield return Hint("NulBytes", body.AsSpan(zero).ContainsAnyExcept((byte)0)
                ? $"There is a NUL byte at byte {zero + 1}: it is UTF-16, or a buffer that was not filled."
                : $"It ends in NUL bytes, from byte {zero + 1} on: a buffer was written whole, past the end of what was read into it.");
        }

        if (text.Contains('\uFFFD', StringComparison.Ordinal))
        {
            yield return Hint(
                "NotUtf8",
                "It is not UTF-8, or holds U+FFFD, which stands where a character was lost: it was decoded in the wrong charset.");
        }

        if (text.AsSpan().IndexOfAny('{', '[') is > 0 and var start && !string.IsNullOrWhiteSpace(text[..start].Trim('\uFEFF')))
        {
            var length = Encoding.UTF8.GetByteCount(text[..start]);
            yield return Hint(
                "TextBeforeJson", $"There are {length} bytes of other text before the JSON: a log's prefix or a request's head.");
        }

        if (text.AsSpan().ContainsAny(SmartQuotes))
        {
            yield return Hint(
                "SmartQuotes", "It has typographic quotation marks: a word processor, a chat or a wiki changed the text.");
        }

        if (Masks.Any(mask => text.Contains(mask, StringComparison.Ordinal)))
        {
            yield return Hint(
                "Masked", "It has a mask such as *** in it: a log or a proxy hid part of it, so these are not the bytes that were signed.");
        }

        if (text.Contains('\u2026', StringComparison.Ordinal) || text.Contains("...", StringComparison.Ordinal))
        {
            yield return Hint("Shortened", "It has dots that may stand for what was left out: logs cut long texts.");
        }

        if (WhereJsonBreaks(body) is { } hint)
        {
            yield return hint;
        }
    }

    private static Finding? WhereJsonBreaks(byte[] body)
    {
        var reader = new Utf8JsonReader(body);
        try
        {
            while (reader.Read())
            {
            }

            return null;
        }
        catch (JsonException)
        {
            var at = Math.Min(reader.BytesConsumed + 1, body.Length);
            return Hint("NotJson", at >= body.Length && body.Length > 0
                ? $"It is not JSON: it ends too early, after {body.Length} bytes. It was cut off."
                : $"It is not JSON from about byte {at} on.");
        }
    }

    private static Finding Hint(string cause, string text) => new(Severity.Note, Subject, cause, text);
}
