using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;

namespace Illow.Webhooks.Messages;

/// <summary>Tells JSON strings that are text from those that make <c>GetString</c> throw.</summary>
internal static class JsonStrings
{
    /// <summary>
    /// Whether the reader's value is a string that is text; else moves past the value. The whole value must be at hand, as it is in a
    /// converter.
    /// </summary>
    internal static bool MoveToText(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return IsText(reader);
        }

        _ = reader.TrySkip();
        return false;
    }

    private static bool IsText(in Utf8JsonReader reader)
    {
        var raw = reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan;
        return Utf8.IsValid(raw) && !(reader.ValueIsEscaped && JsonSurrogates.HasLoneSurrogate(raw));
    }
}
