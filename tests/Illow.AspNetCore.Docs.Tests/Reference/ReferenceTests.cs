using Illow.AspNetCore.Tests.Docs;
using Microsoft.CodeAnalysis;

namespace Illow.AspNetCore.Docs.Tests.Reference;

/// <summary>docs/reference says what the XML docs of the built packages say. <c>eng/reference.sh</c> has this test write it.</summary>
public sealed class ReferenceTests
{
    private const string Folder = "docs/reference";

    private static readonly Lazy<Dictionary<string, string>> Written = new(WriteAll);

    public static TheoryData<string> Names => [.. Packages.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Page_OfPackage_IsUpToDate(string package)
    {
        var page = $"{Folder}/{package}.md";
        var expected = Written.Value[package];
        if (Environment.GetEnvironmentVariable("ILLOW_WRITE_REFERENCE") == "1")
        {
            Directory.CreateDirectory(Repository.PathOf(Folder));
            File.WriteAllText(Repository.PathOf(page), expected);
        }

        Assert.True(File.Exists(Repository.PathOf(page)), $"{page} is missing: run eng/reference.sh");
        Assert.True(expected == Repository.Read(page), $"{page} is out of date: run eng/reference.sh");
    }

    [Fact]
    public void Page_OfFolder_IsOfAPackage()
    {
        var pages = Directory.EnumerateFiles(Repository.PathOf(Folder), "*.md").Select(Path.GetFileNameWithoutExtension);
        Assert.Equal(Packages.Names, pages.Order(StringComparer.Ordinal)!);
    }

    [Fact]
    public void Page_OfTheCore_SaysWhatTheDocsSay()
    {
        var page = Written.Value["Illow.AspNetCore"];
        Assert.Contains("## `IllowEnvelope<T>`", page, StringComparison.Ordinal);
        Assert.Contains(
            "public static RouteHandlerBuilder MapIllowWebhook(this IEndpointRouteBuilder endpoints, string eventName, "
            + "Delegate handler, string? pattern = null, string? webhook = null);",
            page,
            StringComparison.Ordinal);
        Assert.DoesNotContain("<see", page, StringComparison.Ordinal);
    }

    private static Dictionary<string, string> WriteAll()
    {
        var assemblies = Packages.Load();
        var links = assemblies
            .SelectMany(assembly => ReferencePage.TypesOf(assembly).Select(
                type => (type, Link: $"{assembly.Name}.md#{Markdown.AnchorOf($"`{ReferencePage.HeadingOf(type)}`")}")))
            .SelectMany(pair => pair.type.GetMembers()
                .Prepend<ISymbol>(pair.type)
                .Select(symbol => (Id: symbol.GetDocumentationCommentId(), pair.Link)))
            .Where(pair => pair.Id is not null)
            .DistinctBy(pair => pair.Id)
            .ToDictionary(pair => pair.Id!, pair => pair.Link);
        return assemblies.ToDictionary(assembly => assembly.Name, assembly => new ReferencePage(assembly, links.GetValueOrDefault).Write());
    }
}
