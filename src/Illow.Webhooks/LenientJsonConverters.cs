using System.Buffers;
using System.ComponentModel;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using Illow.Webhooks.Messages;

namespace Illow.Webhooks;

/// <summary>
/// Reads the dates that a sender may write, and null for anything else: ISO 8601 (a day; a day and a time with or without seconds, fraction
/// and offset; "T" or a space between) and RFC 1123. No offset means UTC, whatever the host's culture and time zone. Public only because
/// the serializer's source generator must be able to create it in your assembly; there is no need to name it. Stateless and safe to share
/// between threads.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class LenientDateJsonConverter : JsonConverter<DateTimeOffset?>
{
    private const int LongestText = 64;
    private const string Rfc1123 = "r";

    // What the serializer's own reading leaves out: a space in place of "T", offsets without a colon
    private static readonly string[] IsoFormats =
        ["yyyy-MM-dd' 'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd' 'HH:mmK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK"];

    /// <summary>Reads any JSON value.</summary>
    /// <param name="reader">On the first token of the value; afterwards on its last.</param>
    /// <param name="typeToConvert">Not used.</param>
    /// <param name="options">Not used.</param>
    /// <returns>The date with the offset that was sent, UTC where none was; null where the value is not a date.</returns>
    public override DateTimeOffset? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (!JsonStrings.MoveToText(ref reader))
        {
            return null;
        }

        if (reader.TryGetDateTime(out var date))
        {
            return date.Kind == DateTimeKind.Unspecified ? new DateTimeOffset(date, TimeSpan.Zero)
                : reader.TryGetDateTimeOffset(out var withOffset) ? withOffset
                : null;
        }

        return Parse(reader.GetString()!);
    }

    /// <summary>Writes the date as ISO 8601 to the tick, with its offset.</summary>
    /// <param name="writer">Takes the value.</param>
    /// <param name="value">What to write.</param>
    /// <param name="options">Not used.</param>
    /// <exception cref="ArgumentNullException"><paramref name="writer"/> is null.</exception>
    public override void Write(Utf8JsonWriter writer, DateTimeOffset? value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        if (value is { } date)
        {
            writer.WriteStringValue(date);
        }
        else
        {
            writer.WriteNullValue();
        }
    }

    private static DateTimeOffset? Parse(string text)
    {
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal;
        if (text.Length > LongestText)
        {
            return null;
        }

        if (DateTimeOffset.TryParseExact(text, Rfc1123, CultureInfo.InvariantCulture, Utc, out var date))
        {
            return date;
        }

        // The formats take a fraction's point without its digits
        var point = text.IndexOf('.', StringComparison.Ordinal);
        return (point < 0 || (point + 1 < text.Length && char.IsAsciiDigit(text[point + 1])))
            && DateTimeOffset.TryParseExact(text.ToUpperInvariant(), IsoFormats, CultureInfo.InvariantCulture, Utc, out date)
                ? date
                : null;
    }
}

/// <summary>
/// Reads text, and null for anything else. Public only because the serializer's source generator must be able to create it in your
/// assembly; there is no need to name it. Stateless and safe to share between threads.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class LenientTextJsonConverter : JsonConverter<string?>
{
    /// <summary>Reads any JSON value.</summary>
    /// <param name="reader">On the first token of the value; afterwards on its last.</param>
    /// <param name="typeToConvert">Not used.</param>
    /// <param name="options">Not used.</param>
    /// <returns>The text; null where the value is not a string, or one that is not text.</returns>
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        JsonStrings.MoveToText(ref reader) ? reader.GetString() : null;

    /// <summary>Writes the text.</summary>
    /// <param name="writer">Takes the value.</param>
    /// <param name="value">What to write.</param>
    /// <param name="options">Not used.</param>
    /// <exception cref="ArgumentNullException"><paramref name="writer"/> is null.</exception>
    public override void Write(Utf8JsonWriter writer, string? value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStringValue(value);
    }
}

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
