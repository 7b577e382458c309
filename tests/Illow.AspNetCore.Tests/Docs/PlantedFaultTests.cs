using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Illow.AspNetCore.Tests.Docs;

/// <summary>
/// The faults that eng/plant-faults.sh plants can still be planted, and are those of the threat model. That they are noticed is what the
/// script shows.
/// </summary>
public sealed partial class PlantedFaultTests
{
    private static readonly string Folder = Repository.PathOf("eng/plants");

    public static TheoryData<string> Names =>
        [.. Directory.EnumerateFiles(Folder, "*.plant").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Fault_OfTheFolder_FitsTheSources(string name)
    {
        var start = new ProcessStartInfo(
            Require.Program("perl"),
            [Repository.PathOf("eng/plant.pl"), "--check", Path.Combine(Folder, name)])
        {
            WorkingDirectory = Repository.PathOf("."),
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        using var perl = Process.Start(start)!;
        var file = perl.StandardOutput.ReadToEndAsync();
        var said = await perl.StandardError.ReadToEndAsync();
        await perl.WaitForExitAsync();

        Assert.True(perl.ExitCode == 0, said);
        Assert.EndsWith(".cs", (await file).TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public void Faults_OfThePage_AreThoseOfTheFolder()
    {
        var planted = Directory
            .EnumerateFiles(Folder, "*.plant")
            .Select(File.ReadAllText)
            .Select(text => $"| {Head(text, Fault())} | `{Head(text, Test())}` |");
        var page = Repository
            .Read("docs/threat-model.md")
            .Split("## Planted faults")[1]
            .Split('\n')
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal))
            .Skip(1);

        Assert.Equal(planted.Order(StringComparer.Ordinal), page.Order(StringComparer.Ordinal));
    }

    private static string Head(string text, Regex line) => line.Match(text).Groups[1].Value;

    [GeneratedRegex("^Fault: (.+)$", RegexOptions.Multiline)]
    private static partial Regex Fault();

    [GeneratedRegex("^Noticed-by: (.+)$", RegexOptions.Multiline)]
    private static partial Regex Test();
}
