using System.Text.Json;
using Illow.Webhooks.Tool.Commands;
using Illow.Webhooks.Tool.Rendering;
using Illow.Webhooks.Tool.Sending;

namespace Illow.Webhooks.Tool;

/// <summary>
/// The file <c>.illow-webhooks.json</c> beside a project, so that a URL and keys need not be repeated. It counts for its folder and those
/// below it, up to the folder of the repository. An option on the command line goes before it.
/// </summary>
internal sealed class ProjectSettings
{
    internal const string FileName = ".illow-webhooks.json";

    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    private readonly string _folder;

    private ProjectSettings(string folder) => _folder = folder;

    /// <summary>The file that was read; null where there is none.</summary>
    internal string? File { get; private init; }

    private static IReadOnlyDictionary<string, Func<ProjectSettings, JsonElement, string>> Known { get; } =
        new Dictionary<string, Func<ProjectSettings, JsonElement, string>>(StringComparer.Ordinal)
        {
            ["url"] = ReadUrl,
            ["forwardTo"] = ReadUrl,
            ["key"] = ReadPath,
            ["publicKey"] = ReadPath,
            ["header"] = ReadText,
            ["hash"] = ReadHash,
            ["companyId"] = ReadText,
            ["siteId"] = ReadText,
            ["eventProperty"] = ReadText,
        };

    internal Uri? Url => Get("url") is { } url ? new Uri(url) : null;

    internal Uri? ForwardTo => Get("forwardTo") is { } url ? new Uri(url) : null;

    internal string? Key => Get("key");

    internal string? PublicKey => Get("publicKey");

    internal string? Header => Get("header");

    internal string? Hash => Get("hash");

    internal string? CompanyId => Get("companyId");

    internal string? SiteId => Get("siteId");

    internal string? EventProperty => Get("eventProperty");

    /// <summary>Called once, with the file, when the first of its values is used.</summary>
    internal Action<string>? OnUse { get; set; }

    /// <exception cref="ToolException">The file is of no use.</exception>
    internal static ProjectSettings Find(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            var path = Path.Combine(at.FullName, FileName);
            if (System.IO.File.Exists(path))
            {
                return Read(path, at.FullName);
            }

            if (Path.Exists(Path.Combine(at.FullName, ".git")))
            {
                break;
            }
        }

        return new ProjectSettings(folder);
    }

    private string? Get(string name)
    {
        if (!_values.TryGetValue(name, out var value))
        {
            return null;
        }

        OnUse?.Invoke(File!);
        OnUse = null;
        return value;
    }

    private static ProjectSettings Read(string path, string folder)
    {
        var settings = new ProjectSettings(folder) { File = path };
        try
        {
            var options = new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
            using var document = JsonDocument.Parse(InputFile.Decode(System.IO.File.ReadAllBytes(path)), options);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                throw new ToolException($"{path} is not a JSON object");
            }

            foreach (var member in document.RootElement.EnumerateObject())
            {
                settings.Take(member);
            }
        }
        catch (JsonException exception)
        {
            throw new ToolException($"{path} is not JSON (line {exception.LineNumber + 1})");
        }

        return settings;
    }

    private void Take(JsonProperty member)
    {
        // "$schema" and the like are an editor's
        if (member.Name.StartsWith('$'))
        {
            return;
        }

        if (!Known.TryGetValue(member.Name, out var read))
        {
            var suggestion = Suggestion.For(member.Name, Known.Keys);
            throw new ToolException($"{File}: there is no setting {Printable.Of(member.Name, 60)}.{suggestion}");
        }

        if (member.Value.ValueKind != JsonValueKind.String || string.IsNullOrWhiteSpace(member.Value.GetString()))
        {
            throw new ToolException($"{File}: {member.Name} is not a text");
        }

        try
        {
            _values[member.Name] = read(this, member.Value);
        }
        catch (FormatException exception)
        {
            throw new ToolException($"{File}: {member.Name} is refused. {exception.Message}");
        }
    }

    private static string ReadText(ProjectSettings settings, JsonElement value) => value.GetString()!;

    private static string ReadPath(ProjectSettings settings, JsonElement value) => Path.GetFullPath(value.GetString()!, settings._folder);

    private static string ReadUrl(ProjectSettings settings, JsonElement value) =>
        SharedOptions.RefuseUrl(value.GetString()!, out var url) is { } problem ? throw new FormatException(problem) : url!.OriginalString;

    private static string ReadHash(ProjectSettings settings, JsonElement value) =>
        SharedOptions.Hashes.Contains(value.GetString(), StringComparer.OrdinalIgnoreCase)
            ? value.GetString()!
            : throw new FormatException($"It is one of {string.Join(", ", SharedOptions.Hashes)}.");
}
