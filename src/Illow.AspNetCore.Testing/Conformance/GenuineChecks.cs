using System.Text;
using static Illow.AspNetCore.Testing.Conformance.ConformanceCheck;

namespace Illow.AspNetCore.Testing.Conformance;

/// <summary>What has to get in.</summary>
internal static class GenuineChecks
{
    internal const string Group = "genuine";

    internal static IEnumerable<ConformanceCheck> All =>
    [
        Of(Group, "as illow sends it", Expected.Handled, run => run.Genuine()),
        Of(Group, "charset=utf-8", Expected.Handled, run => run.Genuine() with { ContentType = "application/json; charset=utf-8" }),
        Of(Group, "application/vnd.illow+json", Expected.Handled, run => run.Genuine() with { ContentType = "application/vnd.illow+json" }),
        Of(Group, "chunked", Expected.Handled, run => run.Genuine() with { Chunked = true }),
        Of(Group, "an unknown member", Expected.Handled, run =>
            Signed(ConformanceRun.Text([.. run.Members(), ("addedLater", "[1,2.5e300]")]))),
        Of(Group, "white space in the JSON", Expected.Handled, run =>
            Signed("\n " + ConformanceRun.Text(run.Members()).Replace("\":", "\" :\t", StringComparison.Ordinal) + "\r\n")),
        Of(Group, "members in another order", Expected.Handled, run => Signed(ConformanceRun.Text(run.Members().AsEnumerable().Reverse()))),
    ];

    private static Attempt Signed(string text) => new(Encoding.UTF8.GetBytes(text));
}
