using System.Diagnostics;
using System.Text.RegularExpressions;
using Illow.AspNetCore.Tests;
using Illow.AspNetCore.Tests.Docs;

namespace Illow.AspNetCore.Docs.Tests;

/// <summary>
/// Every command of every page names what is there: projects, packages, scripts, the tool's verbs and options. A command that nothing
/// here knows fails, until it is checked or excused.
/// </summary>
public sealed partial class CommandTests
{
    /// <summary>Commands that other machines, servers or accounts are needed for, and others that are prepared by hand.</summary>
    private static readonly Dictionary<string, string> Excused = new(StringComparer.Ordinal)
    {
        ["redis-server --port"] = "the tests of the stores start their own servers, with the same switches",
        ["initdb -D"] = "the tests of the stores start their own servers",
        ["postgres -D"] = "the tests of the stores start their own servers",
        ["dotnet ef "] = "the tool of Entity Framework Core; MigrationTests run the migrations",
        ["sed 's/^"] = "changes the system's settings of OpenSSL on Red Hat",
        ["OPENSSL_CONF=/etc/illow"] = "changes the system's settings of OpenSSL on Red Hat",
        ["sudo update-crypto-policies"] = "changes the system's policy on Red Hat",
        ["export Tenants__"] = "TenantsTests runs the program with these settings",
        ["cd Receiver"] = "eng/run-template.sh",
    };

    // docs/tutorial.md: eng/tutorial.sh does what it says, word by word
    public static TheoryData<string, string> Commands =>
    [
        .. from page in Repository.MarkdownFiles()
           where page != "docs/tutorial.md" && !page.StartsWith("docs/reference/", StringComparison.Ordinal)
           from block in Markdown.Load(page).Blocks
           where block.Language is "sh" or "bash"
           from line in block.Code.Split('\n')
           where line.Trim().Length > 0 && !line.StartsWith('#')
           select new TheoryDataRow<string, string>(page, line.Trim()),
    ];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Command_OfPage_NamesWhatIsThere(string page, string line)
    {
        if (Excused.Keys.Any(start => line.StartsWith(start, StringComparison.Ordinal)))
        {
            return;
        }

        var command = Assignments().Replace(Comment().Replace(line, string.Empty), string.Empty).TrimEnd('&', ' ');
        var words = command.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        switch (words[0])
        {
            case "illow-webhooks":
                var options = words.Skip(2).Select(word => word.Trim('[', ']')).Where(word => word.StartsWith('-'));
                await AssertToolKnowsAsync(words[1], [.. options]);
                break;
            case "dotnet":
                AssertDotnetFinds(page, words);
                break;
            case "openssl" or "printf":
                await AssertRunsAsync(command);
                break;
            case var script when script.StartsWith("eng/", StringComparison.Ordinal)
                || script.StartsWith("benchmarks/", StringComparison.Ordinal):
                Assert.True(File.Exists(Repository.PathOf(script)), script);
                break;
            case "app/MinimalApiSample":
                var output = Repository.Read("samples/MinimalApiSample/README.md").Split("--output app")[1];
                Assert.Contains("app/MinimalApiSample", output, StringComparison.Ordinal);
                break;
            default:
                Assert.Fail($"Nothing checks the command '{command}' of {page}: check it here, or excuse it with a reason.");
                break;
        }
    }

    [Fact]
    public void Excused_EveryReason_IsStillNeeded() => Assert.All(
        Excused.Keys, start => Assert.Contains(Commands, row => row.Data.Item2.StartsWith(start, StringComparison.Ordinal)));

    [Fact]
    public void Tutorial_IsDoneByAStepOfCi() =>
        Assert.Contains("step eng/tutorial.sh", Repository.Read(".ci/run"), StringComparison.Ordinal);

    [Fact]
    public async Task ProjectSettings_OfThePage_AreReadByTheTool()
    {
        var folder = Directory.CreateTempSubdirectory().FullName;
        var settings = Assert.Single(Markdown.Load("docs/tool.md").Blocks, block => block.Language == "json").Code;
        await File.WriteAllTextAsync(Path.Combine(folder, ".illow-webhooks.json"), settings);
        var keygen = await RunToolAsync(folder, "keygen", "--out", "illow-test");
        Assert.True(keygen.Code == 0, keygen.Text);

        var send = await RunToolAsync(folder, "send", "dsr.created", "--dry-run");

        Assert.True(send.Code == 0, send.Text);
        Assert.Contains("http://localhost:5080/webhooks/illow", send.Text, StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    private static async Task AssertToolKnowsAsync(string verb, IReadOnlyList<string> options)
    {
        var (code, help) = await RunToolAsync(".", verb, "--help");
        Assert.True(code == 0 && help.Contains($"illow-webhooks {verb}", StringComparison.Ordinal), help);
        Assert.All(options, option => Assert.Matches($@"(?m)(^|[ ,]){Regex.Escape(option)}\b", help));
    }

    private static void AssertDotnetFinds(string page, string[] words)
    {
        var folder = page.Contains("/content/", StringComparison.Ordinal) ? Path.GetDirectoryName(page)! : string.Empty;
        switch (words[1..])
        {
            case ["add", "package", _] or ["tool", "install", "--global", _] or ["new", "install", _]:
                Assert.True(File.Exists(Repository.PathOf($"src/{words[^1]}/{words[^1]}.csproj")), words[^1]);
                break;
            case ["new", var template, ..]:
                const string Json = "src/Illow.Webhooks.Templates/content/illow-webhooks/.template.config/template.json";
                Assert.Contains($"\"shortName\": \"{template}\"", Repository.Read(Json), StringComparison.Ordinal);
                break;
            case ["nuget", "add", "source", ..]:
                Assert.Contains("artifacts/packages", Repository.Read(".ci/run"), StringComparison.Ordinal);
                break;
            case ["publish", var project, ..]:
                Assert.True(Directory.Exists(Repository.PathOf(project)), project);
                break;
            case ["build" or "test" or "pack" or "run", .. var rest]:
                // MyApp is the reader's own, and what the template makes is where the reader is
                if (Array.IndexOf(rest, "--project") is >= 0 and var at
                    && rest[at + 1] is not "MyApp"
                    && !page.EndsWith("Templates/README.md", StringComparison.Ordinal))
                {
                    Assert.True(Directory.Exists(Repository.PathOf(Path.Combine(folder, rest[at + 1]))), rest[at + 1]);
                }

                if (Array.IndexOf(rest, "--filter-class") is >= 0 and var filter)
                {
                    var type = rest[filter + 1].Trim('\'', '*');
                    Assert.NotEmpty(Directory.EnumerateFiles(Repository.PathOf("tests"), type + ".cs", SearchOption.AllDirectories));
                }

                break;
            default:
                Assert.Fail($"Nothing checks 'dotnet {words[1]}'.");
                break;
        }
    }

    // In a folder that has the key files which the pages speak of
    private static async Task AssertRunsAsync(string command)
    {
        Require.Program("openssl");
        var folder = Directory.CreateTempSubdirectory().FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "key.pem"), TestKeys.A.ExportSubjectPublicKeyInfoPem());
        await File.WriteAllTextAsync(
            Path.Combine(folder, "NOT-A-SECRET-demo-dsr-created-private-key.pem"), TestKeys.B.ExportPkcs8PrivateKeyPem());
        var (code, text) = await RunAsync(folder, "bash", "-o", "pipefail", "-c", command);
        Assert.True(code == 0, text);
        Directory.Delete(folder, recursive: true);
    }

    private static Task<(int Code, string Text)> RunToolAsync(string folder, params string[] args) =>
        RunAsync(folder, "dotnet", [Path.Combine(AppContext.BaseDirectory, "Illow.Webhooks.Tool.dll"), .. args]);

    internal static async Task<(int Code, string Text)> RunAsync(string folder, string program, params string[] args)
    {
        var start = new ProcessStartInfo(program, args)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output + await error);
    }

    [GeneratedRegex(@"\s+#.*$")]
    private static partial Regex Comment();

    [GeneratedRegex(@"^(\w+=(""[^""]*""|\S*) )+")]
    private static partial Regex Assignments();
}
