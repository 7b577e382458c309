using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using Illow.Webhooks.Messages;

namespace Illow.Webhooks;

/// <summary>
/// Reads and writes <see cref="DsrCreated"/> under every <see cref="JsonSerializerOptions"/> alike. Public only because
/// the serializer's source generator must be able to create it in your assembly; there is no need to name it.
/// Stateless, and so safe to share between threads.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class DsrCreatedJsonConverter : JsonConverter<DsrCreated>
{
    /// <summary>True: metadata of <c>null</c> is a <see cref="DsrCreated"/> of nulls, as any other metadata that is no object.</summary>
    public override bool HandleNull => true;

    /// <summary>Reads any JSON value.</summary>
    /// <param name="reader">On the first token of the value; afterwards on its last.</param>
    /// <param name="typeToConvert">Not used.</param>
    /// <param name="options">Not used: the names are the protocol's.</param>
    /// <returns>Never null.</returns>
    public override DsrCreated Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        DsrCreatedReader.Read(ref reader);

    /// <summary>Writes all six members under the protocol's names, dates as ISO 8601 to the tick with their offset; null for null.</summary>
    /// <param name="writer">Takes the value.</param>
    /// <param name="value">What to write.</param>
    /// <param name="options">Not used: the names are the protocol's.</param>
    /// <exception cref="ArgumentNullException"><paramref name="writer"/> is null.</exception>
    public override void Write(Utf8JsonWriter writer, DsrCreated value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        if (value is null)
        {
            writer.WriteNullValue();
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("id"u8, value.Id);
        writer.WriteString("companyId"u8, value.CompanyId);
        WriteDate(writer, "createdAt"u8, value.CreatedAt);
        WriteDate(writer, "dueDate"u8, value.DueDate);
        writer.WriteString("legislation"u8, value.Legislation);
        writer.WriteString("requestStatus"u8, value.RequestStatus);
        writer.WriteEndObject();
    }

    private static void WriteDate(Utf8JsonWriter writer, ReadOnlySpan<byte> name, DateTimeOffset? date)
    {
        if (date is { } value)
        {
            writer.WriteString(name, value);
        }
        else
        {
            writer.WriteNull(name);
        }
    }
}
