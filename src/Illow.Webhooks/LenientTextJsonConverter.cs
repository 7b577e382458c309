using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using Illow.Webhooks.Messages;

namespace Illow.Webhooks;

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
