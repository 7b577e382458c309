using System.Reflection;
using System.Text.RegularExpressions;
using Illow.AspNetCore.Diagnostics;

namespace Illow.AspNetCore.Tests.Docs;

/// <summary>The alerts of docs/operations ask for outcomes that exist, and forget none.</summary>
public sealed partial class OperatingPageTests
{
    // What strangers cause, or what is no trouble: named on the page or not, but nothing to be woken by
    private static readonly string[] Quiet =
    [
        "acknowledged",
        "body-too-large",
        "cut-off",
        "in-progress",
        "method-not-allowed",
        "unknown-webhook",
        "unsupported-media-type",
    ];

    private static readonly Markdown Page = Markdown.Load("docs/how-to/operating.md");

    private static HashSet<string> Outcomes =>
        [
            .. Constants(typeof(Outcomes)).Select(member => (string)member.GetValue(null)!),
            .. Constants(typeof(IllowWebhookProblem))
                .Where(member => member.FieldType == typeof(IllowWebhookProblem))
                .Select(member => ((IllowWebhookProblem)member.GetValue(null)!).Code),
        ];

    private static HashSet<string> Asked =>
    [
        .. Matcher().Matches(Repository.Read("docs/operations/illow-alerts.yml")).SelectMany(match => match.Groups[1].Value.Split('|')),
    ];

    [Fact]
    public void Alert_EveryOutcome_Exists() => Assert.Subset(Outcomes, Asked);

    [Fact]
    public void Outcome_ThatIsTrouble_HasAnAlert() => Assert.Equal(Outcomes.Except(Quiet).Order(), Asked.Except(Quiet).Order());

    [Fact]
    public void Table_EveryOutcome_Exists()
    {
        var rows = Page.Section("When it rings").Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal));
        HashSet<string> named = [.. rows.SelectMany(row => Code().Matches(row.Split('|')[1])).Select(match => match.Groups[1].Value)];
        Assert.NotEmpty(named);
        Assert.Subset(Outcomes, named);
    }

    private static FieldInfo[] Constants(Type type) => type.GetFields(BindingFlags.Static | BindingFlags.NonPublic);

    [GeneratedRegex("illow_outcome=~?\"([^\"]+)\"")]
    private static partial Regex Matcher();

    [GeneratedRegex("`([a-z-]+)`")]
    private static partial Regex Code();
}
