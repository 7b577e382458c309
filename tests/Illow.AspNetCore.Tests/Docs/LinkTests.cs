namespace Illow.AspNetCore.Tests.Docs;

/// <summary>No page leads into the void.</summary>
public sealed class LinkTests
{
    public static TheoryData<string> Pages => [.. Repository.MarkdownFiles()];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Link_WithinTheRepository_LeadsSomewhere(string page) =>
        Assert.DoesNotContain(Markdown.Load(page).Links, link => !Exists(page, link));

    private static bool Exists(string page, string link)
    {
        if (link.Contains("://", StringComparison.Ordinal) || link.StartsWith("mailto:", StringComparison.Ordinal))
        {
            return true;
        }

        var (path, anchor) = link.Split('#', 2) is [var before, var after] ? (before, after) : (link, null);
        var target =
            path.Length == 0
                ? page
                : Path.GetRelativePath(Repository.Root, Path.GetFullPath(path, Path.GetDirectoryName(Repository.PathOf(page))!));
        return Path.Exists(Repository.PathOf(target)) && (anchor is null || Markdown.Load(target).Anchors.Contains(anchor));
    }
}
