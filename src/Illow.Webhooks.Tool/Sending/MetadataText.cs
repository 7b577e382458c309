using System.Text.Json;
using System.Text.Json.Nodes;
using Illow.AspNetCore.Testing;

namespace Illow.Webhooks.Tool.Sending;

/// <summary>The metadata of a delivery: a file, fixtures for the known event, and single members set on top.</summary>
internal static class MetadataText
{
    private const string DsrCreated = "dsr.created";

    internal static byte[] Build(string @event, byte[]? data, IReadOnlyList<string> settings)
    {
        var node = data is null ? Default(@event) : Parse(data);
        foreach (var setting in settings)
        {
            node = Set(node, setting);
        }

        return node is null ? "null"u8.ToArray() : JsonSerializer.SerializeToUtf8Bytes(node);
    }

    private static JsonNode? Default(string @event) =>
        @event == DsrCreated ? JsonSerializer.SerializeToNode(IllowFixtures.DsrCreated()) : new JsonObject();

    private static JsonNode? Parse(byte[] data)
    {
        try
        {
            return JsonNode.Parse(data);
        }
        catch (JsonException exception)
        {
            throw new ToolException($"--data is no JSON (line {exception.LineNumber + 1})");
        }
    }

    // name=text, or name:=json
    private static JsonObject Set(JsonNode? node, string setting)
    {
        var equals = setting.IndexOf('=', StringComparison.Ordinal);
        if (equals < 1)
        {
            throw new ToolException("--set takes name=text or name:=json");
        }

        if (node is not JsonObject members)
        {
            throw new ToolException("--set needs metadata that is an object, and --data is none");
        }

        var isJson = setting[equals - 1] == ':';
        var name = setting[..(isJson ? equals - 1 : equals)];
        var text = setting[(equals + 1)..];
        try
        {
            members[name] = isJson ? JsonNode.Parse(text) : JsonValue.Create(text);
        }
        catch (JsonException)
        {
            throw new ToolException($"the value of {name} is no JSON; write {name}=text for a text");
        }

        return members;
    }
}
