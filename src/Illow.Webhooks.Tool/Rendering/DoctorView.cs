using Illow.Webhooks.Tool.Doctor;
using Spectre.Console;

namespace Illow.Webhooks.Tool.Rendering;

/// <summary>What the doctor found, for people.</summary>
internal static class DoctorView
{
    internal static void Write(IAnsiConsole console, DoctorReport report)
    {
        foreach (var finding in report.Findings)
        {
            var (mark, colour) = finding.Severity switch
            {
                Severity.Fine => ("ok     ", "green"),
                Severity.Note => ("note   ", "blue"),
                Severity.Warning => ("warning", "yellow"),
                _ => ("problem", "red"),
            };
            var text = Printable.Of(finding.Text);
            console.MarkupLineInterpolated($"[{colour}]{mark}[/] {finding.Subject}: {text} [dim]({finding.Cause})[/]");
        }
    }
}
