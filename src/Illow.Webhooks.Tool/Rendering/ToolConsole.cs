using Spectre.Console;

namespace Illow.Webhooks.Tool.Rendering;

/// <summary>Makes the consoles that the tool writes to.</summary>
internal static class ToolConsole
{
    // A line of a file or a pipe breaks where it ends, and nowhere else
    private const int PlainWidth = 1_000_000;

    /// <summary>https://no-color.org: set and not empty.</summary>
    internal static bool ColoursAreUnwanted => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    internal static IAnsiConsole Create(TextWriter writer, bool plain)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = plain ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = plain ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        if (plain)
        {
            console.Profile.Width = PlainWidth;
        }

        return console;
    }
}
