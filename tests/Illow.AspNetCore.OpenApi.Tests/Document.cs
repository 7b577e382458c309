using System.Text.Json.Nodes;

namespace Illow.AspNetCore.OpenApi.Tests;

/// <summary>A document as JSON, with its references followed.</summary>
internal sealed class Document(JsonNode root)
{
    internal JsonNode Root => root;

    internal IReadOnlyList<string> Operations =>
    [
        .. from path in root["paths"]!.AsObject()
           from operation in path.Value!.AsObject()
           orderby path.Key, operation.Key
           select $"{operation.Key} {path.Key}",
    ];

    internal JsonNode Post(string path = "/webhooks/illow") => root["paths"]![path]!["post"]!;

    internal JsonNode Body(string path = "/webhooks/illow") =>
        Follow(Post(path)["requestBody"]!["content"]!["application/json"]!["schema"]!);

    internal JsonNode? Parameter(string name, string path = "/webhooks/illow") =>
        Post(path)["parameters"]?.AsArray().SingleOrDefault(parameter => (string?)parameter!["name"] == name);

    internal IReadOnlyList<string> Parameters(string path = "/webhooks/illow") =>
        [.. Post(path)["parameters"]!.AsArray().Select(parameter => $"{parameter!["in"]} {parameter["name"]}")];

    internal IReadOnlyList<string> Statuses(string path = "/webhooks/illow") =>
        [.. Post(path)["responses"]!.AsObject().Select(response => response.Key)];

    /// <summary>The schema itself, where a reference stands for it; also inside the allOf of one with a description.</summary>
    internal JsonNode Follow(JsonNode schema)
    {
        if (schema["allOf"] is JsonArray { Count: 1 } all)
        {
            return Follow(all[0]!);
        }

        return (string?)schema["$ref"] is { } reference ? root["components"]!["schemas"]![reference.Split('/')[^1]]! : schema;
    }
}
