using Illow.AspNetCore.Analyzers;
using Microsoft.CodeAnalysis;

namespace Illow.AspNetCore.Tests.Docs;

/// <summary>Every rule has a section on the page: what it says, a mistake that it finds, and the same without the mistake.</summary>
public sealed class AnalyzersPageTests
{
    private const string Page = "docs/analyzers.md";

    public static TheoryData<string> Ids => [.. Descriptors.Select(rule => rule.Id).Distinct()];

    private static IEnumerable<DiagnosticDescriptor> Descriptors => typeof(Rules)
        .GetFields(System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.NonPublic)
        .Where(member => member.FieldType == typeof(DiagnosticDescriptor))
        .Select(member => (DiagnosticDescriptor)member.GetValue(null)!);

    [Theory]
    [MemberData(nameof(Ids))]
    public void Rule_HasASection_WithItsTitleAndSeverity(string id)
    {
        var section = Markdown.Load(Page).Section(id);
        Assert.All(Descriptors.Where(rule => rule.Id == id), rule =>
        {
            Assert.EndsWith($"/{Page}#{id.ToLowerInvariant()}", rule.HelpLinkUri, StringComparison.Ordinal);
            Assert.StartsWith($"**{rule.Title}.** {rule.DefaultSeverity}", section.Trim(), StringComparison.Ordinal);
        });
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task Section_ShowsTheMistakeAndItsRemedy(string id)
    {
        var blocks = Markdown.Load(Page).Blocks.Where(block => block.Heading == id).ToList();
        Assert.Equal(["csharp", "csharp"], blocks.Select(block => block.Language));
        Assert.Equal([id], await FindingsAsync(blocks[0].Code));
        Assert.Empty(await FindingsAsync(blocks[1].Code));
    }

    [Fact]
    public void Section_IsOfARule() =>
        Assert.Equal(
            Ids.Select(row => row.Data),
            Markdown.Load(Page).Headings.Where(heading => heading.StartsWith("ILLOW", StringComparison.Ordinal)));

    /// <summary>A false alarm in what the pages recommend would be the worst of all.</summary>
    [Theory]
    [MemberData(nameof(ReadmeTests.Pages), MemberType = typeof(ReadmeTests))]
    public async Task Snippet_OfOtherPage_IsNotWarnedOf(string page)
    {
        foreach (var block in Markdown.Load(page).Blocks.Where(block => block.Language == "csharp"))
        {
            Assert.DoesNotContain(await AnalyzedSnippet.DiagnosticsAsync(block.Code), found =>
                found.Severity >= DiagnosticSeverity.Warning);
        }
    }

    private static async Task<IEnumerable<string>> FindingsAsync(string code) =>
        (await AnalyzedSnippet.DiagnosticsAsync(code))
            .Where(found => found.Severity > DiagnosticSeverity.Hidden)
            .Select(found => found.Id)
            .Distinct();
}
