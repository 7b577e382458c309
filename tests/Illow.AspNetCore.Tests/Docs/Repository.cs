namespace Illow.AspNetCore.Tests.Docs;

/// <summary>The source tree that the tests were built from.</summary>
internal static class Repository
{
    private static readonly string[] NotOurs =
    [
        "bin",
        "obj",
        "artifacts",
        "TestResults",
        "StrykerOutput",
        "BenchmarkDotNet.Artifacts",
        "node_modules",
    ];

    internal static string Root { get; } = Find();

    internal static string PathOf(string relative) => Path.Combine(Root, relative);

    internal static string Read(string relative) => File.ReadAllText(PathOf(relative)).ReplaceLineEndings("\n");

    /// <summary>Every Markdown file, relative to the root.</summary>
    internal static IEnumerable<string> MarkdownFiles() => Below(Root)
        .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
        .Order(StringComparer.Ordinal);

    private static IEnumerable<string> Below(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "*.md"),
        .. Directory.EnumerateDirectories(folder)
            .Where(sub => Path.GetFileName(sub) is var name && !name.StartsWith('.') && !NotOurs.Contains(name))
            .SelectMany(Below),
    ];

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Illow.AspNetCore.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No Illow.AspNetCore.sln above {AppContext.BaseDirectory}: these tests read the source tree.");
    }
}
