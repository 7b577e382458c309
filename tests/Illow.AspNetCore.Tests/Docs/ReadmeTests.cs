namespace Illow.AspNetCore.Tests.Docs;

/// <summary>What the pages show in C#, a reader can paste.</summary>
public sealed class ReadmeTests
{
    public static TheoryData<string> Pages => ["README.md", "docs/handlers.md", "src/Illow.AspNetCore/README.md", "docs/configuration.md"];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Snippet_OfPage_Compiles(string page)
    {
        var snippets = Markdown.Load(page).Blocks.Where(block => block.Language == "csharp").ToList();
        Assert.NotEmpty(snippets);
        Assert.All(snippets, snippet => Assert.Empty(Snippet.Problems(snippet.Code)));
    }

    [Fact]
    public void Snippet_WithMisspelledCall_IsReported() =>
        Assert.Contains(Snippet.Problems("app.UseIllowWebhook();"), problem => problem.Contains("CS1061", StringComparison.Ordinal));
}
