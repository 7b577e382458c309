using System.Text;
using System.Text.Json;

namespace Illow.Webhooks.Tool.Sending;

/// <summary>HTTP Archive 1.2, as browsers and proxies export it.</summary>
internal static class HarFile
{
    internal static IReadOnlyList<RecordedRequest> Read(byte[] json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return [.. document.RootElement.GetProperty("log").GetProperty("entries").EnumerateArray().Select(entry => Read(entry.GetProperty("request")))];
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new ToolException("the file is no HTTP Archive (HAR 1.2)");
        }
    }

    private static RecordedRequest Read(JsonElement request) => new(
        request.GetProperty("method").GetString()!,
        request.GetProperty("url").GetString()!,
        [.. request.GetProperty("headers").EnumerateArray().Select(header => KeyValuePair.Create(header.GetProperty("name").GetString()!, header.GetProperty("value").GetString()!))],
        request.TryGetProperty("postData", out var data) ? Body(data) : []);

    // "encoding" is no part of HAR's postData, but what several proxies write for bytes that are no text
    private static byte[] Body(JsonElement data)
    {
        var text = data.TryGetProperty("text", out var value) ? value.GetString() ?? "" : "";
        return data.TryGetProperty("encoding", out var encoding) && encoding.GetString() == "base64"
            ? Convert.FromBase64String(text)
            : Encoding.UTF8.GetBytes(text);
    }
}
