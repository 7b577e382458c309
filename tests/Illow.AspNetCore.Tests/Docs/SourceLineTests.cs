namespace Illow.AspNetCore.Tests.Docs;

/// <summary>Code is read in two windows beside each other: what is wider than 140 characters is read by nobody.</summary>
public sealed class SourceLineTests
{
    private const int Widest = 140;

    public static TheoryData<string> Projects =>
    [
        .. new[] { "src", "samples", "tests", "benchmarks", "fuzz" }
            .SelectMany(folder => Directory.EnumerateDirectories(Repository.PathOf(folder)))
            .Where(folder => Sources(folder).Any())
            .Select(folder => Path.GetRelativePath(Repository.Root, folder).Replace('\\', '/'))
            .Order(StringComparer.Ordinal),
    ];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Line_OfCode_HasAtMost140Characters(string project)
    {
        var tooWide = Sources(Repository.PathOf(project)).SelectMany(file => File.ReadLines(file).Index()
            .Where(line => line.Item.Length > Widest)
            .Select(line => $"{Path.GetRelativePath(Repository.Root, file)}:{line.Index + 1}"));

        Assert.Empty(tooWide);
    }

    private static IEnumerable<string> Sources(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "*.cs"),
        .. Directory.EnumerateDirectories(folder).Where(sub => Path.GetFileName(sub) is not ("bin" or "obj")).SelectMany(Sources),
    ];
}
