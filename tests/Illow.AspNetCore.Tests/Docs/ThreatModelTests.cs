using System.Text.RegularExpressions;

namespace Illow.AspNetCore.Tests.Docs;

/// <summary>The threat model names tests that exist: a measure whose test was renamed or dropped would stand there unheld.</summary>
public sealed partial class ThreatModelTests
{
    private static readonly Dictionary<string, string> Classes = Directory
        .EnumerateFiles(Repository.PathOf("tests"), "*.cs", SearchOption.AllDirectories)
        .Select(File.ReadAllText)
        .SelectMany(text => Declaration().Matches(text).Select(match => (Name: match.Groups[1].Value, Text: text)))
        .GroupBy(pair => pair.Name, pair => pair.Text)
        .ToDictionary(group => group.Key, string.Concat);

    public static TheoryData<string> Named =>
        [.. Test().Matches(Repository.Read("docs/threat-model.md")).Select(match => match.Groups[1].Value).Distinct()];

    [Theory]
    [MemberData(nameof(Named))]
    public void Test_OnThePage_Exists(string name)
    {
        var parts = name.Split('.');

        Assert.Contains(parts[0], Classes.Keys);
        Assert.All(parts[1..], method => Assert.Matches($@"\s{method}\(", Classes[parts[0]]));
    }

    [Fact]
    public void Page_EveryMeasure_NamesATest()
    {
        var rows = Repository
            .Read("docs/threat-model.md")
            .Split("## What remains")[0]
            .Split("## Ways in")[1]
            .Split('\n')
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal))
            .Skip(1)
            .ToList();

        Assert.InRange(rows.Count, 12, 40);
        Assert.All(rows, row => Assert.Matches(Test(), row));
    }

    [GeneratedRegex(@"class (\w+(?:Tests|Properties))\b")]
    private static partial Regex Declaration();

    [GeneratedRegex(@"`(\w+(?:Tests|Properties)(?:\.\w+)?)`")]
    private static partial Regex Test();
}
