using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Illow.AspNetCore.Tests.Docs;

/// <summary>The faults that eng/plant-faults.sh plants can still be planted, and are those of the threat model. That they are noticed is what the script shows.</summary>
public sealed partial class PlantedFaultTests
{
    private static readonly string Folder = Repository.PathOf("eng/plants");

    public static TheoryData<string> Names => [.. Directory.EnumerateFiles(Folder, "*.patch").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Fault_OfTheFolder_AppliesToTheSources(string name)
    {
        var start = new ProcessStartInfo(Require.Program("git"), ["apply", "--check", "-C0", Path.Combine(Folder, name)])
        {
            WorkingDirectory = Repository.PathOf("."),
            RedirectStandardError = true,
        };
        using var git = Process.Start(start)!;
        var said = await git.StandardError.ReadToEndAsync();
        await git.WaitForExitAsync();

        Assert.True(git.ExitCode == 0, said);
    }

    [Fact]
    public void Faults_OfThePage_AreThoseOfTheFolder()
    {
        var planted = Directory.EnumerateFiles(Folder, "*.patch").Select(File.ReadAllText).Select(text => $"| {Head(text, Fault())} | `{Head(text, Test())}` |");
        var page = Repository.Read("docs/threat-model.md").Split("## Planted faults")[1].Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(1);

        Assert.Equal(planted.Order(StringComparer.Ordinal), page.Order(StringComparer.Ordinal));
    }

    private static string Head(string text, Regex line) => line.Match(text).Groups[1].Value;

    [GeneratedRegex("^Fault: (.+)$", RegexOptions.Multiline)]
    private static partial Regex Fault();

    [GeneratedRegex("^Noticed-by: (.+)$", RegexOptions.Multiline)]
    private static partial Regex Test();
}
