// Draws what a terminal shows as an SVG: text and colours (SGR) from the standard input, and the command line above it.
// Usage: dotnet run eng/terminal-to-svg.cs -- 'COMMAND LINE' < output > picture.svg
using System.Globalization;
using System.Security;
using System.Text;
using System.Text.RegularExpressions;

const int LineHeight = 19, CharacterWidth = 8, Margin = 16;
string[] basic =
[
    "#484f58", "#ff7b72", "#3fb950", "#d29922", "#58a6ff", "#bc8cff", "#39c5cf", "#b1bac4",
    "#6e7681", "#ffa198", "#56d364", "#e3b341", "#79c0ff", "#d2a8ff", "#56d4dd", "#ffffff",
];

// Modes of the keypad and moves of the cursor are nothing to draw
var text = (await Console.In.ReadToEndAsync()).Replace("\r", "", StringComparison.Ordinal);
var output = Regex.Replace(text, @"\e[=>]|\e\[[0-9;?]*[A-Za-ln-z]", "").Trim('\n', ' ');
var lines = new[] { $"\e[90m$\e[0m {args[0]}" }.Concat(output.Split('\n')).ToList();
var columns = lines.Max(line => Regex.Replace(line, @"\e\[[0-9;]*m", "").TrimEnd().Length);
var (width, height) = ((columns * CharacterWidth) + (2 * Margin), (lines.Count * LineHeight) + (2 * Margin));

var svg = new StringBuilder();
const string Fonts = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace";
svg.Append(CultureInfo.InvariantCulture, $"""
    <svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">
    <rect width="100%" height="100%" rx="8" fill="#0d1117"/>
    <g font-family="{Fonts}" font-size="13.3" fill="#e6edf3" xml:space="preserve">

    """);
var (colour, bold) = ("", false);
for (var row = 0; row < lines.Count; row++)
{
    svg.Append(CultureInfo.InvariantCulture, $"<text y=\"{Margin + 13 + (row * LineHeight)}\">");
    var column = 0;
    foreach (Match piece in Regex.Matches(lines[row].TrimEnd(), @"\e\[(?<sgr>[0-9;]*)m|(?<text>[^\e]+)"))
    {
        if (piece.Groups["sgr"].Success)
        {
            var codes = piece.Groups["sgr"].Value.Split(';');
            Obey([.. codes.Select(code => code.Length == 0 ? 0 : int.Parse(code, CultureInfo.InvariantCulture))]);
        }
        else if (piece.Groups["text"] is { Success: true, Value: var shown })
        {
            // Placed and stretched by columns, so that it stands in a grid whatever font there is
            var (x, length) = (Margin + (column * CharacterWidth), shown.Length * CharacterWidth);
            svg.Append(CultureInfo.InvariantCulture, $"<tspan x=\"{x}\" textLength=\"{length}\" lengthAdjust=\"spacingAndGlyphs\"");
            svg.Append(colour.Length > 0 ? $" fill=\"{colour}\"" : "").Append(bold ? " font-weight=\"bold\"" : "");
            svg.Append(CultureInfo.InvariantCulture, $">{SecurityElement.Escape(shown)}</tspan>");
            column += shown.Length;
        }
    }

    svg.Append("</text>\n");
}

Console.Write(svg.Append("</g>\n</svg>\n"));

void Obey(int[] codes)
{
    for (var i = 0; i < codes.Length; i++)
    {
        switch (codes[i])
        {
            case 0: (colour, bold) = ("", false); break;
            case 1: bold = true; break;
            case 22: bold = false; break;
            case >= 30 and <= 37: colour = basic[codes[i] - 30]; break;
            case >= 90 and <= 97: colour = basic[codes[i] - 82]; break;
            case 39: colour = ""; break;
            case 38 when i + 2 < codes.Length && codes[i + 1] == 5: colour = Indexed(codes[i + 2]); i += 2; break;
            case 38 when i + 4 < codes.Length && codes[i + 1] == 2:
                colour = $"#{codes[i + 2]:x2}{codes[i + 3]:x2}{codes[i + 4]:x2}";
                i += 4;
                break;
        }
    }
}

string Indexed(int index)
{
    int Level(int step) => step == 0 ? 0 : 55 + (40 * step);
    return index < 16 ? basic[index]
        : index < 232 ? $"#{Level((index - 16) / 36):x2}{Level((index - 16) / 6 % 6):x2}{Level((index - 16) % 6):x2}"
        : $"#{8 + ((index - 232) * 10):x2}{8 + ((index - 232) * 10):x2}{8 + ((index - 232) * 10):x2}";
}
