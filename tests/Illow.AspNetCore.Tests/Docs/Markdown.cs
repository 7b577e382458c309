using System.Text;
using System.Text.RegularExpressions;

namespace Illow.AspNetCore.Tests.Docs;

/// <summary>As much of a Markdown page as the tests ask for: fenced blocks, links, headings and their anchors on GitHub.</summary>
internal sealed partial class Markdown
{
    private readonly string _withoutCode;

    private Markdown(string text)
    {
        Blocks =
        [
            .. Fences()
                .Matches(text)
                .Select(match => new Block(match.Groups["language"].Value, match.Groups["code"].Value, HeadingBefore(text, match.Index))),
        ];
        _withoutCode = Fences().Replace(text, string.Empty);
        Headings = [.. HeadingLines().Matches(_withoutCode).Select(match => match.Groups["text"].Value.Trim())];
    }

    internal IReadOnlyList<Block> Blocks { get; }

    internal IReadOnlyList<string> Headings { get; }

    internal IEnumerable<string> Anchors => Headings.Select(AnchorOf);

    /// <summary>Targets of links and pictures, without those in code spans.</summary>
    internal IEnumerable<string> Links =>
        LinkTargets().Matches(CodeSpans().Replace(_withoutCode, "x")).Select(match => match.Groups["target"].Value);

    internal static Markdown Load(string relative) => new(Repository.Read(relative));

    /// <summary>What stands under a heading, up to the next one of the same or a higher level.</summary>
    internal string Section(string heading)
    {
        var start = HeadingLines().Matches(_withoutCode).First(match => match.Groups["text"].Value.Trim() == heading);
        var level = start.Groups["level"].Length;
        var end = HeadingLines()
            .Matches(_withoutCode)
            .FirstOrDefault(match => match.Index > start.Index && match.Groups["level"].Length <= level);
        return _withoutCode[(start.Index + start.Length)..(end?.Index ?? _withoutCode.Length)];
    }

    /// <summary>The anchor that GitHub gives a heading.</summary>
    internal static string AnchorOf(string heading)
    {
        var anchor = new StringBuilder();
        foreach (var c in heading.ToLowerInvariant())
        {
            if (char.IsLetterOrDigit(c) || c is '-' or '_')
            {
                anchor.Append(c);
            }
            else if (c == ' ')
            {
                anchor.Append('-');
            }
        }

        return anchor.ToString();
    }

    private static string HeadingBefore(string text, int index) =>
        HeadingLines().Matches(text[..index]).LastOrDefault()?.Groups["text"].Value.Trim() ?? string.Empty;

    [GeneratedRegex(@"^```(?<language>\w*)[^\n]*\n(?<code>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fences();

    [GeneratedRegex(@"^(?<level>#{1,6}) (?<text>[^\n]+)$", RegexOptions.Multiline)]
    private static partial Regex HeadingLines();

    [GeneratedRegex(@"`[^`\n]+`")]
    private static partial Regex CodeSpans();

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex LinkTargets();

    internal sealed record Block(string Language, string Code, string Heading);
}
