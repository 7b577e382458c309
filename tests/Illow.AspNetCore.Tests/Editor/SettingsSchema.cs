using System.Text.Json;
using System.Text.Json.Nodes;
using Illow.AspNetCore.Tests.Docs;
using Json.Schema;

namespace Illow.AspNetCore.Tests.Editor;

/// <summary>The schema that the package ships, as an editor sees it: joined to the one of appsettings.json.</summary>
internal static class SettingsSchema
{
    private static readonly JsonDocumentOptions WithComments = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    private static readonly JsonSchema Joined = Join();

    /// <summary>The schema object of the section Illow.</summary>
    internal static JsonObject Section => Load()["properties"]!["Illow"]!.AsObject();

    internal static bool Accepts(string appsettings)
    {
        using var document = JsonDocument.Parse(appsettings, WithComments);
        return Joined.Evaluate(document.RootElement).IsValid;
    }

    private static JsonObject Load() => JsonNode.Parse(Repository.Read("src/Illow.AspNetCore/ConfigurationSchema.json"))!.AsObject();

    // What the segment refers to is defined by the schema that it is joined to
    private static JsonSchema Join()
    {
        var schema = Load();
        schema["definitions"]!["logLevelThreshold"] = new JsonObject();
        return JsonSchema.FromText(schema.ToJsonString(), new BuildOptions { Dialect = Dialect.Draft07 });
    }
}
