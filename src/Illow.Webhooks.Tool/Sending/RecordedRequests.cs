using System.IO.Enumeration;

namespace Illow.Webhooks.Tool.Sending;

/// <summary>Reads recorded requests from files, by their ending; a folder or a pattern stands for the files in it, by name.</summary>
internal static class RecordedRequests
{
    private static readonly string[] Endings = [".http", ".rest", ".har"];

    internal static IReadOnlyList<RecordedRequest> Read(IReadOnlyList<string> paths) =>
        [.. paths.SelectMany(FilesOf).Distinct(StringComparer.Ordinal).SelectMany(ReadFile)];

    private static IReadOnlyList<RecordedRequest> ReadFile(string path) => Path.GetExtension(path).ToUpperInvariant() switch
    {
        ".HAR" => HarFile.Read(path),
        ".HTTP" or ".REST" => HttpFile.Read(path),
        _ => throw new ToolException($"{path} ends neither in .har nor in .http"),
    };

    private static IReadOnlyList<string> FilesOf(string path)
    {
        // A name with brackets or stars in it is that file, before it is a pattern
        if (File.Exists(path))
        {
            return [path];
        }

        var files = Directory.Exists(path) ? Recordings(path, SearchOption.TopDirectoryOnly, _ => true)
            : path.AsSpan().ContainsAny("*?") ? MatchPattern(path)
            : throw new ToolException($"there is no file or folder {InputFile.Describe(path)}");
        return files.Count > 0 ? files : throw new ToolException($"there is no .http or .har file in {InputFile.Describe(path)}");
    }

    // From the last folder on that has no star in it: "a/b*/c.http" is searched in "a"
    private static IReadOnlyList<string> MatchPattern(string pattern)
    {
        var parts = pattern.Replace('\\', '/').Split('/');
        var first = Array.FindIndex(parts, part => part.AsSpan().ContainsAny("*?"));
        var folder = string.Join('/', parts[..first]);
        folder = folder.Length > 0 ? folder : pattern.StartsWith('/') ? "/" : ".";
        var depth = first == parts.Length - 1 ? SearchOption.TopDirectoryOnly : SearchOption.AllDirectories;
        return Directory.Exists(folder) ? Recordings(folder, depth, path => Matches(parts.AsSpan(first), path.Split('/'))) : [];
    }

    // "**" any folders, "*" any characters of a name, "?" one of them
    private static bool Matches(ReadOnlySpan<string> pattern, ReadOnlySpan<string> path) => pattern switch
    {
        [] => path.IsEmpty,
        ["**", .. var rest] => Matches(rest, path) || (!path.IsEmpty && Matches(pattern, path[1..])),
        [var name, .. var rest] => !path.IsEmpty && FileSystemName.MatchesSimpleExpression(name, path[0]) && Matches(rest, path[1..]),
    };

    private static IReadOnlyList<string> Recordings(string folder, SearchOption depth, Func<string, bool> isWanted) =>
    [
        .. Directory.EnumerateFiles(folder, "*", depth)
            .Where(path => Endings.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase))
            .Where(path => isWanted(Path.GetRelativePath(folder, path).Replace('\\', '/')))
            .Order(StringComparer.Ordinal),
    ];
}
