using System.Text;
using System.Text.Json;

namespace Illow.Webhooks.Tool.Sending;

/// <summary>HTTP Archive 1.2, as browsers and proxies export it.</summary>
internal static class HarFile
{
    internal static IReadOnlyList<RecordedRequest> Read(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            var entries = document.RootElement.GetProperty("log").GetProperty("entries");
            return [.. entries.EnumerateArray().Select(entry => Read(entry.GetProperty("request")))];
        }
        catch (Exception exception)
            when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new ToolException($"{path} is not an HTTP Archive (HAR 1.2)");
        }
    }

    private static RecordedRequest Read(JsonElement request) => new(
        request.GetProperty("method").GetString()!,
        request.GetProperty("url").GetString()!,
        [.. request.GetProperty("headers").EnumerateArray().Select(ReadHeader)],
        request.TryGetProperty("postData", out var data) ? Body(data) : []);

    private static KeyValuePair<string, string> ReadHeader(JsonElement header) =>
        new(header.GetProperty("name").GetString()!, header.GetProperty("value").GetString()!);

    // HAR's postData has no "encoding", but several proxies write it for bytes that are not text
    private static byte[] Body(JsonElement data)
    {
        var text = data.TryGetProperty("text", out var value) ? value.GetString() ?? "" : "";
        return data.TryGetProperty("encoding", out var encoding) && encoding.GetString() == "base64"
            ? Convert.FromBase64String(text)
            : Encoding.UTF8.GetBytes(text);
    }
}
