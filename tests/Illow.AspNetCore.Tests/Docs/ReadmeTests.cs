namespace Illow.AspNetCore.Tests.Docs;

/// <summary>What the pages show in C#, a reader can paste.</summary>
public sealed class ReadmeTests
{
    public static TheoryData<string> Pages => ["README.md", "src/Illow.AspNetCore/README.md", "docs/configuration.md"];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Snippet_OfPage_Compiles(string page)
    {
        var snippets = Markdown.Load(page).Blocks.Where(block => block.Language == "csharp").ToList();
        Assert.NotEmpty(snippets);
        foreach (var snippet in snippets)
        {
            Assert.Empty(await Snippet.ProblemsAsync(snippet.Code));
        }
    }

    [Fact]
    public async Task Snippet_WithMisspelledCall_IsReported() =>
        Assert.Contains(await Snippet.ProblemsAsync("app.UseIllowWebhook();"), problem => problem.Contains("CS1061", StringComparison.Ordinal));
}
