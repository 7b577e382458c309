using Microsoft.Extensions.FileSystemGlobbing;
using Microsoft.Extensions.FileSystemGlobbing.Abstractions;

namespace Illow.Webhooks.Tool.Sending;

/// <summary>Reads recorded requests from files, by their ending; a folder or a pattern stands for the files in it, by name.</summary>
internal static class RecordedRequests
{
    private static readonly string[] Patterns = ["*.http", "*.rest", "*.har"];

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

        var files = Directory.Exists(path) ? Match(path, Patterns)
            : path.AsSpan().ContainsAny("*?") ? MatchPattern(path)
            : throw new ToolException($"there is no file or folder {InputFile.Describe(path)}");
        return files.Count > 0 ? files : throw new ToolException($"there is no .http or .har file in {InputFile.Describe(path)}");
    }

    private static IReadOnlyList<string> MatchPattern(string pattern)
    {
        // The matcher takes patterns relative to a folder: all up to the first part that has a star
        var parts = pattern.Replace('\\', '/').Split('/');
        var first = Array.FindIndex(parts, part => part.AsSpan().ContainsAny("*?"));
        var folder = string.Join('/', parts[..first]);
        folder = folder.Length > 0 ? folder : pattern.StartsWith('/') ? "/" : ".";
        return Directory.Exists(folder) ? Match(folder, [string.Join('/', parts[first..])]) : [];
    }

    private static IReadOnlyList<string> Match(string folder, string[] patterns)
    {
        var matcher = new Matcher(StringComparison.OrdinalIgnoreCase);
        matcher.AddIncludePatterns(patterns);
        var found = matcher.Execute(new DirectoryInfoWrapper(new DirectoryInfo(folder)));
        return [.. found.Files.Select(file => Path.Combine(folder, file.Path)).Where(IsRecording).Order(StringComparer.Ordinal)];
    }

    private static bool IsRecording(string path) =>
        Patterns.Any(pattern => path.EndsWith(pattern[1..], StringComparison.OrdinalIgnoreCase));
}
