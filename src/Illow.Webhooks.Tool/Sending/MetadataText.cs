using System.Runtime.InteropServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Illow.Webhooks.Tool.Rendering;

namespace Illow.Webhooks.Tool.Sending;

/// <summary>The metadata of a delivery: a text that stays as it is, with single members set on top.</summary>
internal static class MetadataText
{
    internal static JsonElement Build(string json, IReadOnlyList<string> settings)
    {
        var element = Parse(json) is { } parsed ? parsed : throw new ToolException("--data is not valid JSON");
        if (settings.Count == 0)
        {
            return element;
        }

        if (element.ValueKind != JsonValueKind.Object)
        {
            throw new ToolException("--set needs metadata that is an object, and --data holds something else");
        }

        // Each value as it was written, since parsing and writing would change escapes and numbers
        var members = element.EnumerateObject()
            .Select(member => (member.Name, Text: $"\"{RawNameOf(member)}\":{member.Value.GetRawText()}"))
            .ToList();
        foreach (var setting in settings)
        {
            var member = Read(setting);
            var index = members.FindIndex(other => other.Name == member.Name);
            members.RemoveAll(other => other.Name == member.Name);
            members.Insert(index < 0 ? members.Count : index, member);
        }

        return Parse("{" + string.Join(',', members.Select(member => member.Text)) + "}")!.Value;
    }

    // name=text, or name:=json
    private static (string Name, string Text) Read(string setting)
    {
        var equals = setting.IndexOf('=', StringComparison.Ordinal);
        var isJson = equals > 0 && setting[equals - 1] == ':';
        var name = equals > 0 ? setting[..(isJson ? equals - 1 : equals)] : "";
        if (name.Length == 0)
        {
            throw new ToolException("--set takes name=text or name:=json");
        }

        var text = setting[(equals + 1)..];
        if (isJson && Parse(text) is null)
        {
            throw new ToolException($"the value of {Printable.Of(name)} is not JSON; write {Printable.Of(name)}=text for a text");
        }

        return (name, $"{Quote(name)}:{(isJson ? text : Quote(text))}");
    }

    private static string RawNameOf(JsonProperty member) => Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8PropertyName(member));

    private static string Quote(string text) => "\"" + JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text) + "\"";

    private static JsonElement? Parse(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
