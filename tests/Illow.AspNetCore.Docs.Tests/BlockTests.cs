using Illow.AspNetCore.Tests.Docs;

namespace Illow.AspNetCore.Docs.Tests;

/// <summary>Every fenced block of every page is run, compiled or checked by a test or a script, or excused with a reason.</summary>
public sealed class BlockTests
{
    /// <summary>Where a block is checked: a test class or a script.</summary>
    private static readonly Dictionary<string, string> Checked = new(StringComparer.Ordinal)
    {
        ["docs/diagnostics.md, Health, json"] = "HealthPageTests",
        ["docs/how-to/reverse-proxies.md, nginx, nginx"] = "NginxTests",
        ["docs/how-to/reverse-proxies.md, YARP, json"] = "YarpTests",
        ["docs/operations/README.md, Alert rules, yaml"] = "BlockTests",
        ["docs/how-to/hosting.md, Containers, yaml"] = "BlockTests",
        ["docs/analyzers.md, Help in the editor, ini"] = "BlockTests",
        ["docs/tool.md, The project's settings, json"] = "CommandTests",
    };

    private static readonly Dictionary<string, string> Excused = new(StringComparer.Ordinal)
    {
        ["docs/architecture.md, One request, "] = "a drawing",
        ["docs/architecture.md, Who knows whom, "] = "a drawing",
        ["docs/how-to/hosting.md, Containers, dockerfile"] = "needs a container engine and a registry",
        ["docs/how-to/key-rotation.md, With a mounted secret, yaml"] = "needs a cluster",
        ["docs/protocol.md, Known, http"] = "the shape of a request, with placeholders",
        ["docs/rhel9.md, 1. One process: a separate configuration file, dockerfile"] = "needs a container engine and a registry",
        ["docs/tool.md, listen and replay, "] = "a line of output, whose time and size differ",
        ["src/Illow.AspNetCore.Redis/README.md, What it needs, ini"] =
            "the settings of a server in production; the tests start theirs with the same switches",
    };

    public static TheoryData<string> Blocks =>
    [
        .. from page in Repository.MarkdownFiles()
           where page != "docs/tutorial.md" && !page.StartsWith("docs/reference/", StringComparison.Ordinal)
           from block in Markdown.Load(page).Blocks
           where !IsCheckedWithItsKind(page, block)
           select new TheoryDataRow<string>($"{page}, {block.Heading}, {block.Language}"),
    ];

    [Theory]
    [MemberData(nameof(Blocks))]
    public void Block_OfPage_IsCheckedOrExcused(string block) => Assert.True(
        Checked.ContainsKey(block) || Excused.ContainsKey(block),
        $"Nothing runs or checks the block '{block}'. Check it in a test and name that here, or excuse it with a reason.");

    [Fact]
    public void Entries_AllOfThem_AreStillNeeded()
    {
        var blocks = Blocks.Select(row => row.Data).ToHashSet(StringComparer.Ordinal);

        Assert.All(Checked.Keys.Concat(Excused.Keys), entry => Assert.Contains(entry, blocks));
        Assert.All(Checked.Values, test => Assert.NotEmpty(
            Directory.EnumerateFiles(Repository.PathOf("tests"), test + ".cs", SearchOption.AllDirectories)));
    }

    [Fact]
    public void AlertRules_OfThePage_AreTheFileBeside()
    {
        var block = Assert.Single(Markdown.Load("docs/operations/README.md").Blocks, block => block.Language == "yaml").Code;
        var file = block.Split("- ")[1].Trim();

        Assert.True(File.Exists(Repository.PathOf("docs/operations/" + file)), file);
    }

    [Fact]
    public void Probes_OfThePage_AreMappedByItsProgram()
    {
        var blocks = Markdown.Load("docs/how-to/hosting.md").Blocks;
        var yaml = blocks.Single(block => block.Language == "yaml").Code;
        var paths = yaml.Split("path: ").Skip(1).Select(text => text.Split(',')[0]).ToList();
        var program = blocks.Single(block => block.Language == "csharp").Code;

        Assert.NotEmpty(paths);
        Assert.All(paths, path => Assert.Contains($"\"{path}\"", program, StringComparison.Ordinal));
    }

    [Fact]
    public void Severity_OfThePage_IsThatOfARuleOnIt()
    {
        var page = Markdown.Load("docs/analyzers.md");
        var line = Assert.Single(page.Blocks, block => block.Language == "ini").Code.Trim();

        Assert.Matches(@"^dotnet_diagnostic\.ILLOW\d{3}\.severity = (none|suggestion|warning|error)$", line);
        Assert.Contains(page.Headings, heading => heading.StartsWith(line.Split('.')[1], StringComparison.Ordinal));
    }

    // Kinds of which a test takes every block: C# is compiled, commands are looked at one by one, settings are held against the schema
    private static bool IsCheckedWithItsKind(string page, Markdown.Block block) =>
        block.Language is "sh" or "bash"
        || (block.Language == "csharp" && SnippetTests.Compiles(page))
        || (block.Language is "json" or "jsonc" && block.Code.Contains("\"Illow\":", StringComparison.Ordinal));
}
