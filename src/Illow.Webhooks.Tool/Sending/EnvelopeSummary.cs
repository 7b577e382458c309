using System.Text.Json;

namespace Illow.Webhooks.Tool.Sending;

/// <summary>What a body says of itself, as far as it can be read. Null for what it does not say.</summary>
internal sealed record EnvelopeSummary(string? Event, string? IdempotencyKey)
{
    private static readonly EnvelopeSummary Nothing = new(null, null);

    internal static EnvelopeSummary Read(ReadOnlyMemory<byte> body, string eventProperty)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? new(Text(document.RootElement, eventProperty), Text(document.RootElement, "idempotencyKey"))
                : Nothing;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return Nothing;
        }
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
