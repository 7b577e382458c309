using System.Text.Encodings.Web;
using System.Text.Json;

namespace Illow.AspNetCore.Testing.Deliveries;

/// <summary>Writes an envelope's bytes, its members in the order in which illow's page lists them.</summary>
internal static class EnvelopeWriter
{
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static byte[] Write(EnvelopeText envelope)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, WriterOptions))
        {
            writer.WriteStartObject();
            writer.WriteString("companyId", envelope.CompanyId);
            writer.WriteString("siteId", envelope.SiteId);
            writer.WriteString("idempotencyKey", envelope.IdempotencyKey);
            if (envelope.EventProperty is not null)
            {
                writer.WriteString(envelope.EventProperty, envelope.Event);
            }

            writer.WritePropertyName("metadata");
            writer.WriteRawValue(envelope.MetadataJson);
            writer.WriteEndObject();
        }

        return buffer.ToArray();
    }
}
