using System.Globalization;
using Illow.Webhooks.Tool.Sending;
using Spectre.Console;

namespace Illow.Webhooks.Tool.Rendering;

/// <summary>What came of sending, for people.</summary>
internal static class SendReportView
{
    private const int ChartWidth = 60;
    private const int LongestName = 120;

    internal static void Write(IAnsiConsole console, SendReport report)
    {
        if (report.Cancelled)
        {
            console.MarkupLineInterpolated(
                CultureInfo.InvariantCulture, $"[yellow]cancelled after {report.Count} of {report.Requested} deliveries[/]");
        }

        if (report.Count == 1)
        {
            WriteOne(console, report.Results[0]);
        }
        else if (report.Count > 0)
        {
            WriteAll(console, report);
        }
    }

    private static void WriteAll(IAnsiConsole console, SendReport report)
    {
        console.MarkupLineInterpolated(
            CultureInfo.InvariantCulture,
            $"{report.Count} deliveries{EventsOf(report)} in {report.Seconds:0.00} s, {report.PerSecond:0} a second");
        console.Write(Latencies(report.LatencyMilliseconds));
        console.Write(Chart(report));
        foreach (var hint in report.Hints)
        {
            console.MarkupLineInterpolated($"[yellow]{Printable.Of(hint)}[/]");
        }
    }

    private static void WriteOne(IAnsiConsole console, SendResult result)
    {
        var colour = result.IsSuccess ? "green" : "red";
        var repetition = result.Replayed ? ", a repetition" : "";
        var what = $"{Printable.Of(result.Event ?? "event not named", LongestName)}, "
            + $"idempotency key {Printable.Of(result.IdempotencyKey ?? "not readable", LongestName)}";
        console.MarkupLine(string.Create(
            CultureInfo.InvariantCulture,
            $"[{colour}]{Markup.Escape(result.Answer)}[/] in {result.Milliseconds:0} ms{repetition}: {Markup.Escape(what)}"));
        if (result.Detail is not null)
        {
            console.MarkupLineInterpolated($"{Printable.Of(result.Detail)}");
        }

        if (result.Hint is not null)
        {
            console.MarkupLineInterpolated($"[yellow]{Printable.Of(result.Hint)}[/]");
        }
    }

    private static string EventsOf(SendReport report)
    {
        var events = report.Results.Select(result => result.Event).Distinct().ToList();
        return events is [{ } only] ? " of " + Printable.Of(only, LongestName) : "";
    }

    private static Table Latencies(LatencySummary latency)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("latency");
        var cells = new List<string> { "ms" };
        foreach (var (name, value) in new[]
        {
            ("min", latency.Min), ("p50", latency.P50), ("p90", latency.P90), ("p99", latency.P99), ("max", latency.Max),
        })
        {
            table.AddColumn(new TableColumn(name).RightAligned());
            cells.Add(value.ToString("0.0", CultureInfo.InvariantCulture));
        }

        return table.AddRow([.. cells]);
    }

    private static BarChart Chart(SendReport report)
    {
        var chart = new BarChart().Width(ChartWidth);
        foreach (var (answer, count) in report.Answers)
        {
            chart.AddItem(Markup.Escape(answer), count, answer.StartsWith('2') ? Color.Green : Color.Red);
        }

        return chart;
    }
}
