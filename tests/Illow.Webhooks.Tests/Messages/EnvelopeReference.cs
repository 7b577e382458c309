using System.Text;
using System.Text.Json;

namespace Illow.Webhooks.Tests.Messages;

/// <summary>The envelope's rules written a second time, over JsonDocument and without a thought for speed.</summary>
internal static class EnvelopeReference
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false, MaxDepth = 64 };

    /// <summary>Company, site, idempotency key, event and metadata; null if the body is not an envelope.</summary>
    internal static (string Company, string Site, string Key, string? Event, string Metadata)? Parse(byte[] body, string? eventProperty)
    {
        try
        {
            if (StrictUtf8.GetString(body).StartsWith('\ufeff'))
            {
                return null;
            }

            using var document = JsonDocument.Parse(body, Options);
            return Read(document.RootElement, eventProperty);
        }
        catch (Exception refused) when (refused is JsonException or DecoderFallbackException or InvalidOperationException)
        {
            return null;
        }
    }

    private static (string, string, string, string?, string)? Read(JsonElement root, string? eventProperty)
    {
        WalkText(root);
        var names = root.EnumerateObject().Select(member => member.Name).ToList();
        if (names.Distinct(StringComparer.OrdinalIgnoreCase).Count() < names.Count)
        {
            return null;
        }

        var (company, site, key) = (Id(root, "companyId"), Id(root, "siteId"), Id(root, "idempotencyKey"));
        if (company is null || site is null || key is null || !root.TryGetProperty("metadata", out var metadata))
        {
            return null;
        }

        var named = !string.IsNullOrEmpty(eventProperty)
            && eventProperty is not ("companyId" or "siteId" or "idempotencyKey" or "metadata");
        return (company, site, key, named ? Id(root, eventProperty!) : null, metadata.GetRawText());
    }

    // GetString throws over a lone surrogate, and so does Name
    private static void WalkText(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in element.EnumerateObject())
                {
                    ArgumentNullException.ThrowIfNull(member.Name);
                    WalkText(member.Value);
                }

                break;

            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                {
                    WalkText(item);
                }

                break;

            case JsonValueKind.String:
                ArgumentNullException.ThrowIfNull(element.GetString());
                break;
        }
    }

    private static string? Id(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String
        && value.GetString() is { Length: >= 1 and <= 512 } text
        && text.Trim(' ', '\t', '\r', '\n').Length > 0
            ? text
            : null;
}
