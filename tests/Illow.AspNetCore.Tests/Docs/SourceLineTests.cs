namespace Illow.AspNetCore.Tests.Docs;

/// <summary>Code is read in two windows beside each other: what is wider than 140 characters is read by nobody.</summary>
public sealed class SourceLineTests
{
    private const int Widest = 140;

    // Still to be wrapped; a project that is narrow once stays so
    private static readonly string[] Wide =
    [
        "Illow.AspNetCore.Analyzers",
        "Illow.AspNetCore.CodeFixes",
        "Illow.AspNetCore.EntityFrameworkCore",
        "Illow.AspNetCore.OpenApi",
        "Illow.AspNetCore.Testing",
        "Illow.Webhooks.Templates",
    ];

    public static TheoryData<string> Projects =>
    [
        .. Directory.EnumerateDirectories(Repository.PathOf("src"))
            .Select(folder => Path.GetFileName(folder)!)
            .Except(Wide, StringComparer.Ordinal)
            .Order(StringComparer.Ordinal),
    ];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Line_OfCode_HasAtMost140Characters(string project)
    {
        var files = Sources(Repository.PathOf("src/" + project)).ToList();
        var tooWide = files.SelectMany(file => File.ReadLines(file).Index()
            .Where(line => line.Item.Length > Widest)
            .Select(line => $"{Path.GetRelativePath(Repository.Root, file)}:{line.Index + 1}"));

        Assert.NotEmpty(files);
        Assert.Empty(tooWide);
    }

    private static IEnumerable<string> Sources(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "*.cs"),
        .. Directory.EnumerateDirectories(folder).Where(sub => Path.GetFileName(sub) is not ("bin" or "obj")).SelectMany(Sources),
    ];
}
