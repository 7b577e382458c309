using Illow.AspNetCore.Tests.Docs;

namespace Illow.AspNetCore.Docs.Tests;

/// <summary>The whole program that a page shows.</summary>
internal static class PageProgram
{
    internal static string Of(string page) => Assert.Single(
        Markdown.Load(page).Blocks,
        block => block.Language == "csharp" && block.Code.Contains("app.Run();", StringComparison.Ordinal)).Code;
}
