using Illow.AspNetCore.Tests.Docs;

namespace Illow.AspNetCore.Docs.Tests;

/// <summary>What the pages show in C#, a reader can paste.</summary>
public sealed class SnippetTests
{
    // docs/tutorial.md is several files of two projects: eng/tutorial.sh builds and runs them. ReadmeTests has three pages
    private static readonly string[] Elsewhere =
        ["docs/tutorial.md", "README.md", "docs/handlers.md", "src/Illow.AspNetCore/README.md", "docs/configuration.md"];

    private static readonly Given[] TakenForGranted =
    [
        Using("Illow.AspNetCore"),
        Using("Illow.AspNetCore.Testing"),
        Using("Microsoft.AspNetCore.Mvc.Testing"),
        Using("Microsoft.EntityFrameworkCore"),
        Using("OpenTelemetry.Metrics"),
        Using("OpenTelemetry.Trace"),
        Using("StackExchange.Redis"),
        Using("System.Threading.Channels"),
        new(
            "Function",
            "[AttributeUsage(AttributeTargets.Method)] public sealed class FunctionAttribute(string name) : Attribute "
            + "{ public string Name => name; }",
            GivenKind.Type),
        new(
            "HttpTrigger",
            "[AttributeUsage(AttributeTargets.Parameter)] public sealed class HttpTriggerAttribute"
            + "(AuthorizationLevel level, params string[] methods) : Attribute { public object[] All => [level, methods]; }",
            GivenKind.Type),
        new("AuthorizationLevel", "public enum AuthorizationLevel { Anonymous }", GivenKind.Type),
        new("client", "using var client = new HttpClient();"),
        new("metadata", "object metadata = new();"),
        new("cases", "object cases = new();"),
        new("HttpContext", "HttpContext HttpContext = new DefaultHttpContext();"),
        new(
            "PrivacyController",
            "public sealed class PrivacyController(object cases) { public Task<bool> Created("
            + "Illow.AspNetCore.IllowEnvelope<Illow.Webhooks.DsrCreated> e, CancellationToken ct) => "
            + "Task.FromResult(cases is not null && e is not null && !ct.IsCancellationRequested); }",
            GivenKind.Type),
        new(
            "AppDb",
            "public sealed class AppDb(Microsoft.EntityFrameworkCore.DbContextOptions<AppDb> options) "
            + ": Microsoft.EntityFrameworkCore.DbContext(options);",
            GivenKind.Type),
    ];

    public static TheoryData<string> Pages =>
    [
        .. Repository.MarkdownFiles().Where(page => page.Split('/')[0] is "docs" or "src"
            && !page.StartsWith("docs/reference/", StringComparison.Ordinal) && !Elsewhere.Contains(page) && Snippets(page).Any()),
    ];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Snippet_OfPage_Compiles(string page) =>
        Assert.All(Snippets(page), code => Assert.Empty(Snippet.Problems(code, TakenForGranted)));

    [Fact]
    public void Pages_WithSnippets_AreFound() => Assert.InRange(Pages.Count, 8, 100);

    /// <summary>Whether the C# of a page is compiled: here, by ReadmeTests or by eng/tutorial.sh.</summary>
    internal static bool Compiles(string page) => Elsewhere.Contains(page) || Pages.Any(row => row.Data == page);

    private static Given Using(string name) => new(name, $"using {name};", GivenKind.Using);

    // A line that says "and so on" is no C#
    private static IEnumerable<string> Snippets(string page) => Markdown.Load(page).Blocks
        .Where(block => block.Language == "csharp")
        .Select(block => string.Join('\n', block.Code.Split('\n').Where(line => line.Trim() != "…")));
}
