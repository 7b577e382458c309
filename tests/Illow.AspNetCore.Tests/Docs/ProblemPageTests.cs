using System.Reflection;

namespace Illow.AspNetCore.Tests.Docs;

/// <summary>The <c>type</c> of every answer leads to a section that says what to do.</summary>
public sealed class ProblemPageTests
{
    private const string Page = "docs/problems.md";

    public static TheoryData<string> Slugs => [.. Answers.Select(answer => answer.Code)];

    private static IEnumerable<IllowWebhookProblem> Answers => typeof(IllowWebhookProblem)
        .GetFields(BindingFlags.Static | BindingFlags.NonPublic)
        .Where(member => member.FieldType == typeof(IllowWebhookProblem))
        .Select(member => (IllowWebhookProblem)member.GetValue(null)!);

    [Theory]
    [MemberData(nameof(Slugs))]
    public void Slug_OfAnswer_IsAnAnchor(string slug)
    {
        var page = Markdown.Load(Page);
        Assert.Contains(slug, page.Anchors);

        var answer = Answers.Single(a => a.Code == slug);
        var section = page.Section(slug);
        Assert.Contains($"**{answer.StatusCode}**", section, StringComparison.Ordinal);
        Assert.Contains("**Sender:**", section, StringComparison.Ordinal);
        Assert.Contains("**Operator:**", section, StringComparison.Ordinal);
    }

    [Fact]
    public void Section_OfPage_IsOfAnAnswer()
    {
        var slugs = Answers.Select(answer => answer.Code).ToHashSet();
        Assert.DoesNotContain(Markdown.Load(Page).Headings.Skip(1), heading => !slugs.Contains(heading));
    }

    [Fact]
    public void Type_OfAnswer_NamesThePage() =>
        Assert.All(Answers, answer => Assert.EndsWith($"/{Page}#{answer.Code}", answer.Type, StringComparison.Ordinal));
}
