using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using Illow.AspNetCore.Diagnostics;
using Illow.AspNetCore.Inspector.Assets;

namespace Illow.AspNetCore.Inspector.Tests.Assets;

/// <summary>The page has words for every outcome and every problem that the receiver knows.</summary>
public sealed partial class OutcomeWordsTests
{
    private static readonly string Script = Encoding.UTF8.GetString(AssetStore.All.Single(asset => asset.Name == "outcomes.js").Content);

    public static TheoryData<string> Outcomes => [.. typeof(Outcomes)
        .GetFields(BindingFlags.Static | BindingFlags.NonPublic)
        .Where(constant => constant.IsLiteral)
        .Select(constant => (string)constant.GetRawConstantValue()!)];

    public static TheoryData<string> Problems => [.. Heading().Matches(ProblemPage()).Select(match => match.Groups[1].Value)];

    [Theory]
    [MemberData(nameof(Outcomes))]
    [MemberData(nameof(Problems))]
    public void Outcome_OfTheReceiver_HasWords(string slug) => Assert.Contains($"\"{slug}\": [", Script, StringComparison.Ordinal);

    private static string ProblemPage()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "docs", "problems.md")))
        {
            folder = folder.Parent ?? throw new FileNotFoundException("docs/problems.md");
        }

        return File.ReadAllText(Path.Combine(folder.FullName, "docs", "problems.md"));
    }

    [GeneratedRegex("(?m)^## ([a-z]+(?:-[a-z]+)+)\\s*$")]
    private static partial Regex Heading();
}
